import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathsCalledFor } from '../../audit/named-files.ts'
import { workspaceRoot } from '../../audit/place.ts'
import { discoverPolicies } from '../discover.ts'
import { loadPolicies } from '../load-policies.ts'
import { recall, recallAll } from '../memory.ts'
import type { GatePlace } from '../place.ts'
import type { GatePolicy } from '../policies.ts'

/** The policies of a process that lives on, as they are on the disk at each call. */
export interface LivePolicies {
  readonly policies: readonly GatePolicy[]
  /** True when they were read anew for this call. */
  readonly fresh: boolean
  /** The project they were found in, when none were named. */
  readonly discoveredIn: string | undefined
}

/** A file that was written this close before it was read may be written again without looking different, in ms. */
const unsettled = 100

/**
 * Gives the policies named (absolute), or those found around `folder`, and reads them again when a file looks
 * different, or one that they call for. The looks of a file are its inode, size and times.
 */
export function livePolicies(named: readonly string[], folder: string, place: GatePlace): () => LivePolicies {
  const discoveredIn = named.length === 0 ? folder : undefined
  let seen: string | null = null
  let policies: readonly GatePolicy[] = []
  return () => {
    const files = named.length === 0 ? candidates(folder) : named
    const own = looksOf(files)
    const fresh = together(own, looksOf(calledFor(policies))).text !== seen
    if (fresh) {
      const asked = named.length === 0 ? found(folder, place) : named
      policies = loadPolicies(asked, (file) => recall(place.policies, file), folder)
      // What they call for is known by now only; what was written since they were read is unsettled.
      const looks = together(own, looksOf(calledFor(policies)))
      seen = looks.newest > Date.now() - unsettled ? null : looks.text
    }
    return { policies, fresh, discoveredIn }
  }
}

/** The files that policies call for by name, missing ones too. */
function calledFor(policies: readonly GatePolicy[]): readonly string[] {
  return policies.flatMap((policy) =>
    policy.kind === 'ready' ? pathsCalledFor(policy.documents) : (policy.calledFor ?? []),
  )
}

/** Those that are there, then those that were and are gone. */
function found(folder: string, place: GatePlace): readonly string[] {
  const there = discoverPolicies(folder)
  const known = recallAll(place.policies).filter(({ discoveredIn }) => discoveredIn === folder)
  const gone = known.map(({ file }) => file).filter((file) => !there.includes(file))
  return [...there, ...gone.sort()]
}

/** Every file that could be a policy by its name and place. */
function candidates(folder: string): readonly string[] {
  const root = workspaceRoot(folder)
  return ['.rehearsal', '.', 'policies'].flatMap((name) => {
    const within = path.join(root, name)
    const names = name === '.' ? /\.policy\.ya?ml$/i : /\.(ya?ml|json)$/i
    return listed(within)
      .filter((file) => names.test(file))
      .map((file) => path.join(within, file))
  })
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

interface Looks {
  readonly text: string
  readonly newest: number
}

function together(a: Looks, b: Looks): Looks {
  return { text: `${a.text}\n\n${b.text}`, newest: Math.max(a.newest, b.newest) }
}

function looksOf(files: readonly string[]): Looks {
  let newest = 0
  const lines = files.map((file) => {
    const stat = statOf(file)
    if (stat === null) return `${file} gone`
    newest = Math.max(newest, Number(stat.mtimeMs), Number(stat.ctimeMs))
    return `${file} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`
  })
  return { text: lines.join('\n'), newest }
}

function statOf(file: string) {
  try {
    return statSync(file, { bigint: true })
  } catch {
    return null
  }
}
