import type { Call, Given } from '../../call.ts'
import { isObject, type Json, Unknown } from '../../json/values.ts'
import { compileFnmatch } from '../../python/fnmatch.ts'
import { realPath } from '../../python/paths.ts'
import { shellSplit } from '../../python/shlex.ts'
import { urlHost } from '../../python/urls.ts'
import { pythonTruth, pythonType } from '../../python/values.ts'
import { splitWords, strip } from '../../python/whitespace.ts'
import type { SandboxContract } from './model.ts'
import { crashed, no, type Outcome, unknown, yes } from './outcome.ts'

/** Keys whose strings are paths, wherever they point. */
const pathKeys = new Set('path file_path filePath directory dir folder target destination source src dst'.split(' '))
const fileTools = new Set(['Read', 'Glob', 'Grep', 'Write', 'Edit'])
/** What joins, substitutes or redirects in a shell: the engine then lets no command through. */
const separators = /[;|&\n\r`]|\$[({']|[<>]\(|<</

/** A sandbox's verdict on a call: `yes` when it leaves the sandbox. */
export type SandboxCheck = (call: Call, given: Given) => Outcome

export function compileSandbox(contract: SandboxContract): SandboxCheck {
  const places = new Places(contract)
  const domains = contract.domains.map(compileFnmatch)
  const blocked = contract.blockedDomains.map(compileFnmatch)
  const hasPaths = contract.within.length > 0 || contract.notWithin.length > 0
  return (call, given) => {
    const args = argsOf(call)
    const paths = hasPaths ? extractPaths(call, args, given) : []
    if (typeof paths === 'string') return crashed
    if (places.isOutside(paths, given)) return yes
    const command = firstCommand(call, args)
    if (command === refused) return yes
    if (command !== null && contract.commands.length > 0 && !contract.commands.includes(command)) return yes
    for (const host of extractHosts(args)) {
      if (blocked.some((matches) => matches(host))) return yes
      if (domains.length > 0 && !domains.some((matches) => matches(host))) return yes
    }
    return call.args instanceof Unknown || Object.values(args).some((value) => value instanceof Unknown) ? unknown : no
  }
}

/** Python's own words where the check dies on this call; empty where it does not. */
export function sandboxCrash(contract: SandboxContract, call: Call, given: Given): string {
  if (contract.within.length === 0 && contract.notWithin.length === 0) return ''
  const paths = extractPaths(call, argsOf(call), given)
  return typeof paths === 'string' ? paths : ''
}

/** The sandbox's own paths, resolved once for each working directory. */
class Places {
  private readonly contract: SandboxContract
  private cwd: string | null = null
  private realpath: Given['realpath'] | null = null
  private within: string[] = []
  private notWithin: string[] = []

  constructor(contract: SandboxContract) {
    this.contract = contract
  }

  isOutside(paths: readonly string[], given: Given): boolean {
    if (paths.length === 0) return false
    if (this.cwd !== given.cwd || this.realpath !== given.realpath) this.resolve(given)
    if (paths.some((path) => this.notWithin.some((place) => isBelow(path, place)))) return true
    return this.within.length > 0 && !paths.every((path) => this.within.some((place) => isBelow(path, place)))
  }

  private resolve({ cwd, realpath }: Given): void {
    const resolved = (path: string) => realPath(path, cwd, realpath) ?? path
    this.cwd = cwd
    this.realpath = realpath
    this.within = this.contract.within.map(resolved)
    this.notWithin = this.contract.notWithin.map(resolved)
  }
}

function isBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place.replace(/\/+$/, '')}/`)
}

type Args = { readonly [key: string]: Json }
const noArgs: Args = {}

function argsOf({ args }: Call): Args {
  return isObject(args) ? args : noArgs
}

function own(args: Args, key: string): Json | undefined {
  return Object.hasOwn(args, key) ? args[key] : undefined
}

/** The paths a call names, resolved; Python's error text where the engine dies on one. */
function extractPaths(call: Call, args: Args, given: Given): readonly string[] | string {
  const raw: string[] = []
  if (fileTools.has(call.tool)) {
    const named = [own(args, 'file_path'), own(args, 'filePath'), own(args, 'path')].find(pythonTruth)
    if (typeof named === 'string') raw.push(named)
    else if (named !== undefined && !(named instanceof Unknown)) {
      return `expected str, bytes or os.PathLike object, not ${pythonType(named)}`
    }
  }
  const strings = Object.entries(args).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  for (const [key, value] of strings) if (pathKeys.has(key)) raw.push(value)
  for (const [key, value] of strings) if (value.startsWith('/') && !pathKeys.has(key)) raw.push(value)
  const paths = resolveAll(raw, given)
  if (paths === null) return 'embedded null byte'
  const command = own(args, 'command')
  if (command instanceof Unknown || !pythonTruth(command)) return paths
  if (typeof command !== 'string') return `'${pythonType(command as Json)}' object has no attribute 'read'`
  const tokens = resolveAll(
    tokenize(command).filter((token) => token.startsWith('/')),
    given,
  )
  return tokens === null ? 'embedded null byte' : [...paths, ...tokens]
}

function resolveAll(raw: readonly string[], { cwd, realpath }: Given): string[] | null {
  const paths: string[] = []
  for (const path of raw) {
    if (path === '') continue
    const resolved = realPath(path, cwd, realpath)
    if (resolved === null) return null
    paths.push(resolved)
  }
  return paths
}

/** Made when it is asked for: classes of Unicode are looked up then, which most policies never need. */
function redirect(): RegExp {
  return /^(?:\p{Nd}*>>|\p{Nd}*>|<<|<)/u
}

/** Shell words without redirections before them; where quotes do not close, blanks split and quotes fall off. */
function tokenize(command: string): string[] {
  const words = shellSplit(command) ?? splitWords(command).map((word) => word.replace(/^['"]+|['"]+$/g, ''))
  return words.map((word) => word.replace(redirect(), '')).filter((word) => word !== '')
}

/** A command that the engine never lets through, whatever is allowed: its mark for one is a NUL, which calls can hold too. */
const refused = Symbol('refused')
const nul = '\0'

/** The command that would run; null for none. */
function firstCommand(call: Call, args: Args): string | typeof refused | null {
  const command = own(args, 'command')
  if (typeof command !== 'string' || (call.tool === 'Bash' && command === '')) return null
  const text = strip(command)
  if (text === '') return null
  if (separators.test(text) || redirect().test(splitWords(text)[0] ?? '')) return refused
  const [first = null] = tokenize(text)
  return first === nul ? refused : first
}

function extractHosts(args: Args): string[] {
  const hosts: string[] = []
  for (const value of Object.values(args)) {
    if (typeof value !== 'string' || !value.includes('://')) continue
    const whole = urlHost(value)
    if (whole !== null) hosts.push(whole)
    else {
      for (const token of tokenize(value)) {
        const host = token.includes('://') ? urlHost(token) : null
        if (host !== null) hosts.push(host)
      }
    }
  }
  return hosts
}
