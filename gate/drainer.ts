import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { waitingFiles } from '../audit/drain.ts'
import { drainerFile } from './drainer-file.ts'
import { gatePlace } from './place.ts'
import { isPassing, recordSpool } from './recorder.ts'

/** How often it looks for events, and how long it stays when none come, in ms. */
const every = 200
const linger = 5000
const patience = 5000

const machine = { platform: process.platform, homedir: homedir(), env: process.env }
const place = gatePlace(process.argv[2], '', machine)
const file = drainerFile(place)

/** The process that hooks leave the database to: it brings in what they spool for as long as some follow each other. */
void drainWhileUsed()

async function drainWhileUsed(): Promise<void> {
  let fault = ''
  for (let used = Date.now(); Date.now() - used < linger; await pause(every)) {
    if (waitingFiles(place.spool) > 0) {
      const recorded = await recordSpool(place, [], Date.now(), { busyTimeout: patience })
      fault = recorded.ok || isPassing(recorded.code) ? '' : recorded.message
      if (recorded.ok) used = Date.now()
    }
    if (!touched(fault)) break
  }
  if (fault !== '') return
  rmSync(file, { force: true })
  // A hook that saw the file has spooled before: its events are here now, or the next hook starts a drainer.
  if (waitingFiles(place.spool) > 0) await recordSpool(place, [], Date.now(), { busyTimeout: patience })
}

/** Tells that this process lives; false when the log's folder is gone. */
function touched(fault: string): boolean {
  try {
    if (statSync(file).size !== Buffer.byteLength(fault)) writeFileSync(file, fault, { mode: 0o600 })
    else utimesSync(file, new Date(), new Date())
    return true
  } catch {
    return false
  }
}
