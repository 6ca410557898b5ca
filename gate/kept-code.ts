import { mkdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { Script } from 'node:vm'
import { keepOwnFile, readOwnFile, throwAwayOld } from './own-file.ts'
import { shortName } from './short-name.ts'

type Require = (id: string) => unknown

/** A bundle that was run, with its text and how often its code was kept so far. */
interface Run {
  readonly script: Script
  readonly file: string
  readonly text: Buffer
  readonly times: number
}

const mark = 0x314b5652
const headLength = 16
const largest = 64 * 1024 * 1024
/** The first processes call different functions; after so many, what they compiled is kept no more. */
const mostTimes = 3

/**
 * Runs the bundles in one folder, each with what V8 compiled of it in earlier processes, functions that were called
 * included: Node's own compile cache keeps only what is compiled before a module runs, and compiling the rest takes a
 * third of a hook's time. Kept code counts for just this text of the bundle and this Node; V8 refuses another version's.
 */
export class KeptCode {
  private readonly bundles: string
  private readonly kept: string
  private readonly outside: Require
  private readonly exports = new Map<string, unknown>()
  private readonly runs: Run[] = []

  /** `bundles`: the folder of the bundles; `kept`: where code is kept; `outside`: loads everything else. */
  constructor(bundles: string, kept: string, outside: Require) {
    this.bundles = bundles
    this.kept = kept
    this.outside = outside
  }

  /** The exports of the bundle `NAME.cjs`, run once; throws what reading and running it throws. */
  run(name: string): unknown {
    if (this.exports.has(name)) return this.exports.get(name)
    const bundle = join(this.bundles, name)
    const text = readFileSync(bundle)
    const file = join(this.kept, shortName(`${bundle}\n${settings()}`))
    const known = readKept(file, text)
    const source = `(function(exports,require,module,__filename,__dirname){${text.toString()}\n})`
    const script = new Script(source, { filename: bundle, ...(known && { cachedData: known.code }) })
    const times = known === null || script.cachedDataRejected ? 0 : known.times
    this.runs.push({ script, file, text, times })
    const module = { exports: {} }
    const inside = (id: string): unknown => this.require(id)
    script.runInThisContext().call(module.exports, module.exports, inside, module, bundle, this.bundles)
    this.exports.set(name, module.exports)
    return module.exports
  }

  /** Keeps what was compiled by now, for the next process; for when the answer is out. Never throws. */
  keep(now: number): void {
    const unkept = this.runs.filter(({ times }) => times < mostTimes)
    if (unkept.length === 0) return
    try {
      mkdirSync(this.kept, { recursive: true, mode: 0o700 })
      for (const { script, file, text, times } of unkept) {
        const code = script.createCachedData()
        const head = Buffer.from(Uint32Array.of(mark, times + 1, text.length, code.length).buffer)
        keepOwnFile(file, Buffer.concat([head, text, code, code]))
      }
      throwAwayOld(this.kept, now)
    } catch {
      // It is only slower.
    }
  }

  private require(id: string): unknown {
    const name = basename(id)
    const isOurs = id.endsWith('.cjs') && resolve(this.bundles, id) === join(this.bundles, name)
    return isOurs ? this.run(name) : this.outside(id)
  }
}

/** What decides, beside a bundle's text, whether V8 takes code: each has files of its own. */
function settings(): string {
  const { execArgv, env, version, versions, arch } = process
  return [version, versions.v8, arch, ...execArgv, env.NODE_OPTIONS ?? ''].join('\n')
}

/**
 * The code kept in a file for just this text. V8 trusts what it is given: a damaged byte would end the process, so code
 * stands there twice and both must be the same, which is compared sooner than any sum of it is reckoned.
 */
function readKept(file: string, text: Buffer): { readonly code: Buffer; readonly times: number } | null {
  const all = readOwnFile(file, largest)
  if (all === null || all.length < headLength) return null
  const [found, times = 0, length, size = 0] = new Uint32Array(
    all.buffer.slice(all.byteOffset, all.byteOffset + headLength),
  )
  const start = headLength + text.length
  if (found !== mark || length !== text.length || size === 0 || all.length !== start + 2 * size) return null
  const code = all.subarray(start, start + size)
  return text.equals(all.subarray(headLength, start)) && code.equals(all.subarray(start + size))
    ? { code, times }
    : null
}
