import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { waitingNames } from '../../../audit/drain.ts'
import { openReader } from '../../../audit/reader.ts'
import { openStore } from '../../../audit/store.ts'
import { temporaryFolder, value } from '../audit/support.ts'
import { buildCommandLine, makePlace } from '../gate/place.ts'

const built = buildCommandLine()
afterTests(() => built.remove())

test('doctor brings a log of an older version up to date, as its sentence says', (t) => {
  const place = makePlace(built.cli)
  t.after(() => place.remove())
  mkdirSync(path.dirname(place.audit), { recursive: true })
  const store = value(openStore(place.audit))
  value(
    store.write((db) => {
      db.exec('DROP TABLE answered; DROP INDEX call_rows')
      db.pragma('user_version = 2')
    }),
  )
  store.close()
  const { status, stdout } = place.run('doctor', '--audit', place.audit)
  assert.equal(status, 0, stdout)
  value(openReader(place.audit)).close()
})

test('a file that waits keeps its name when a drain takes it: what comes meanwhile is told from what stays', (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(path.join(folder, '1-aa.jsonl'), '')
  writeFileSync(path.join(folder, 'unreadable.log'), '')
  assert.deepEqual(waitingNames(folder), ['1-aa.jsonl'])
  renameSync(path.join(folder, '1-aa.jsonl'), path.join(folder, '1-aa.jsonl.taken'))
  appendFileSync(path.join(folder, '2-bb.jsonl'), '')
  assert.deepEqual(waitingNames(folder), ['1-aa.jsonl', '2-bb.jsonl'])
})
