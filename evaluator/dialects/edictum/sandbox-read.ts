import type { Problem } from '../../problem.ts'
import type { Entry } from '../../yaml/node.ts'
import { type ContractReader, readMessage, readTimeout } from './contract-parts.ts'
import { Fields, type Findings } from './findings.ts'
import type { ContractBase, SandboxContract } from './model.ts'
import { readMap, readStrings, readText, readWord } from './read.ts'

/** Reads what is special to a sandbox: which tools, which paths, commands and domains, and what happens outside. */
export function readSandbox(
  reader: ContractReader,
  fields: Fields,
  base: ContractBase,
  compileProblems: Problem[],
): SandboxContract | null {
  const { found, words, renamed } = reader
  const tools = readTools(found, fields)
  const within = readList(found, fields.get('within'), '`within`', 1)
  const notWithin = readList(found, fields.get('not_within'), '`not_within`', 0)
  const allows = readParts(found, fields.get('allows'), '`allows`', ['commands', 'domains'])
  const notAllows = readParts(found, fields.get('not_allows'), '`not_allows`', ['domains'])
  if (!fields.get('within') && !fields.get('allows')) {
    const message = 'A sandbox needs `within`, `allows` or both: what is allowed.'
    found.add('missing-key', 'schema', fields.place(), message)
  }
  const outsideEntry = fields.get('outside')
  const choices = [words.deny, words.approve]
  const outside = outsideEntry && readWord(found, outsideEntry.value, '`outside`', choices, renamed)
  const message = readMessage(found, fields.need('message'))
  const timing = readTimeout(reader, fields)
  checkDependencies(found, fields, allows, notAllows)
  if (base.enabled) checkPaths(fields, compileProblems)
  if (tools === undefined || message === undefined) return null
  return {
    ...base,
    ...timing,
    type: 'sandbox',
    message,
    tools,
    within,
    notWithin,
    commands: readList(found, allows?.get('commands'), '`commands`', 1),
    domains: readList(found, allows?.get('domains'), '`domains`', 1),
    blockedDomains: readList(found, notAllows?.get('domains'), '`domains`', 1),
    effect: outside === words.approve ? 'approve' : 'deny',
  }
}

function readTools(found: Findings, fields: Fields): readonly string[] | undefined {
  const one = fields.get('tool')
  const several = fields.get('tools')
  if (one && several) {
    found.add('tool-and-tools', 'schema', several.key.range, 'Give `tool` or `tools`, not both.')
    return undefined
  }
  if (several) return readStrings(found, several.value, '`tools`', 1, 1)
  const entry = fields.need('tool')
  const tool = entry && readText(found, entry.value, '`tool`', 1)
  return tool === undefined ? undefined : [tool]
}

function readList(found: Findings, entry: Entry | undefined, where: string, min: number): readonly string[] {
  return (entry && readStrings(found, entry.value, where, min, 1)) ?? []
}

function readParts(
  found: Findings,
  entry: Entry | undefined,
  where: string,
  known: readonly string[],
): Fields | undefined {
  const map = entry && readMap(found, entry.value, where)
  return map && new Fields(found, map, where, known)
}

/** What the engine checks beside its schema: an exclusion needs what it is excluded from. */
function checkDependencies(found: Findings, fields: Fields, allows?: Fields, notAllows?: Fields): void {
  const without = (entry: Entry | undefined, text: string) => {
    if (entry) found.add('sandbox-dependency', 'sandbox-dependency', entry.key.range, text)
  }
  if (!fields.get('within')) without(fields.get('not_within'), '`not_within` needs `within`.')
  if (!fields.get('allows')) without(fields.get('not_allows'), '`not_allows` needs `allows`.')
  else if (!allows?.get('domains')) {
    without(notAllows?.get('domains'), '`not_allows.domains` needs `allows.domains`: without it everything is allowed.')
  }
}

/** A NUL in a path kills the engine while it compiles, which it does with what is enabled. */
function checkPaths(fields: Fields, compileProblems: Problem[]): void {
  for (const key of ['within', 'not_within']) {
    const list = fields.get(key)?.value
    const bad =
      list?.kind === 'list' ? list.items.find((item) => item.kind === 'scalar' && item.text.includes('\0')) : null
    if (!bad) continue
    const message = 'A path cannot hold a NUL character.'
    const problem = { code: 'edictum-nul-in-path', severity: 'error', range: bad.range, message } as const
    compileProblems.push({ ...problem, category: 'crash:ValueError' })
  }
}
