import { compilePattern } from '../../regex/compile.ts'
import type { Range } from '../../text.ts'
import { oneOf } from '../../words.ts'
import type { Sourced } from '../../yaml/serde/typed.ts'
import { checkBudget } from './budget.ts'
import { capabilityError, isEnforceable, plainCapabilities } from './capabilities.ts'
import { checkExpression } from './expression/check.ts'
import { parseExpression } from './expression/parse.ts'
import type { Findings } from './findings.ts'
import type { CredentialAction, DataPattern, SectionDocument, ToolEntry } from './model.ts'
import { normalizePath, pruneNested } from './paths.ts'
import { keysOf, type RawPolicy, type RawTool } from './raw.ts'
import { checkHours } from './schedule.ts'

type Sections = Omit<SectionDocument, 'text' | 'labelPrefix' | 'range' | 'name' | 'policyVersion'>
type Values = RawPolicy['values']

export const credentialActions: readonly CredentialAction[] = ['block', 'redact_only', 'alert_only', 'alert_and_redact']
export const syscallNames: readonly string[] =
  'read write close openat fstat lseek mmap munmap brk rt_sigaction rt_sigprocmask exit exit_group clock_gettime getrandom'.split(
    ' ',
  )

/**
 * Checks what was read and reports all that the gateway refuses. After an error of reading the gateway lists nothing
 * further; people still see it.
 */
export function checkBody(
  body: RawPolicy | undefined,
  found: Findings,
): { section: Sections; cannotReproduce: string | null } {
  const values = body?.values ?? {}
  const listedByEngine = found.errors.length
  if (body !== undefined) checkTopKeys(body, found)
  const data = checkData(values, found)
  const section: Sections = {
    scope: values.scope?.value ?? 'global',
    version: values.version?.value ?? null,
    network: checkNetwork(values, found),
    schedule: checkHours(values.schedule, found),
    budget: checkBudget(values.budget, found),
    data: data.section,
    tools: new Map([...(values.tools ?? [])].map(([name, tool]) => [name, checkTool(tool, found)])),
    capabilities: checkCapabilities(values, found),
    approvalTimeout: checkTimeout(values, found),
    approval: checkApproval(values, found),
    filesystem: checkFilesystem(values, found),
    syscalls: checkSyscalls(values, found),
  }
  if (listedByEngine > 0) found.errors.splice(listedByEngine)
  return { section, cannotReproduce: data.cannotReproduce }
}

function checkTopKeys({ root }: RawPolicy, found: Findings): void {
  const unknown = new Map(root.unknown)
  const rules = unknown.get('rules')
  if (rules !== undefined) {
    const message =
      'The gateway refuses documents with `rules`: its policies have sections (`tools`, `network`, `capabilities`, `data`, …).'
    found.add('rules', 'rules', rules.key.range, message)
    unknown.delete('rules')
  }
  found.unknownKeys('', unknown, keysOf[''] ?? [])
}

function checkNetwork({ network }: Values, found: Findings): Sections['network'] {
  if (network === undefined) return null
  found.unknownKeys('network', network.read.unknown, keysOf.network ?? [])
  const allowlist = network.values.allowlist ?? []
  for (const [index, { value, node }] of allowlist.entries()) {
    if (/\P{White_Space}/u.test(value)) continue
    const message = 'An entry of `network.allowlist` must not be blank; an empty list denies every host.'
    found.add('value', `network.allowlist[${index}]`, node.range, message)
  }
  return { range: network.entry.range, nameRange: network.entry.key.range, allowlist }
}

function checkData({ data }: Values, found: Findings): { section: Sections['data']; cannotReproduce: string | null } {
  if (data === undefined) return { section: null, cannotReproduce: null }
  found.unknownKeys('data', data.read.unknown, keysOf.data ?? [])
  let cannotReproduce: string | null = null
  const patterns = (data.values.sensitive_patterns ?? []).map(({ value, node }, index): DataPattern => {
    const compiled = compilePattern(value, 'rust')
    if (compiled.ok) return { source: value, range: node.range, pattern: compiled.pattern }
    const { kind, message } = compiled.error
    if (kind === 'cannot-reproduce') cannotReproduce ??= `the pattern ${value}: ${message}`
    else
      found.add('value', `data.sensitive_patterns[${index}]`, node.range, `This pattern does not compile: ${message}`)
    return { source: value, range: node.range, pattern: null }
  })
  const action = checkAction(data.values.credential_action, found)
  const packs = data.values.locale_packs ?? []
  return {
    section: { range: data.entry.range, nameRange: data.entry.key.range, patterns, action, packs },
    cannotReproduce,
  }
}

function checkAction(action: Sourced<string> | undefined, found: Findings): CredentialAction {
  const word = action?.value as CredentialAction | undefined
  if (word === undefined || action === undefined || credentialActions.includes(word)) return word ?? 'redact_only'
  const message = `\`data.credential_action\` must be ${oneOf(credentialActions)}, not \`${word}\`.`
  found.unknownWord('data.credential_action', action.node, word, credentialActions, message)
  return 'redact_only'
}

function checkTool({ name, entry, read, values }: RawTool, found: Findings): ToolEntry {
  found.unknownKeys(`tools.${name}`, read.unknown, keysOf.tool ?? [])
  const approval = values.requires_approval_if
  if (approval !== undefined) checkApprovalText(name, approval, found)
  return {
    name,
    range: entry.range,
    nameRange: entry.key.range,
    allow: values.allow?.value ?? false,
    allowRange: values.allow?.node.range ?? entry.key.range,
    limit: values.limit_per_hour ?? null,
    approval: approval
      ? { source: approval.value, range: approval.node.range, expression: parseExpression(approval.value) }
      : null,
  }
}

function checkApprovalText(name: string, { value, node }: Sourced<string>, found: Findings): void {
  const error = checkExpression(value)
  if (error === null) return
  const range = placeOf(found.text, node.range, value, error.at, error.word)
  const instead = error.instead
  const fixes = instead
    ? [{ title: `Change to \`${instead}\``, edits: [{ range, newText: instead }], changesDecisions: true }]
    : undefined
  const exact = range.end - range.start === error.word.length && found.text.slice(range.start, range.end) === error.word
  found.add('expression', `tools.${name}.requires_approval_if`, range, error.message, exact ? fixes : undefined)
}

/** Where a word of an expression stands in the document; the whole value where it is written with escapes. */
export function placeOf(text: string, range: Range, value: string, at: number, word: string): Range {
  const start = text.slice(range.start, range.end).indexOf(value)
  if (start === -1 || word === '') return range
  return { start: range.start + start + at, end: range.start + start + at + word.length }
}

function checkCapabilities({ capabilities }: Values, found: Findings): Sections['capabilities'] {
  if (capabilities === undefined) return null
  found.unknownKeys('capabilities', capabilities.read.unknown, keysOf.capabilities ?? [])
  const { allow = [], deny = [] } = capabilities.values
  for (const [list, items] of [
    ['allow', allow],
    ['deny', deny],
  ] as const) {
    for (const [index, { value, node }] of items.entries()) {
      const field = `capabilities.${list}[${index}]`
      const error = capabilityError(value)
      if (error !== null) found.unknownWord(field, node, value, plainCapabilities, error)
      else if (!isEnforceable(value)) {
        found.warn(field, node.range, `No action ever asks for \`${value}\`: this entry has no effect.`)
      }
    }
  }
  return { range: capabilities.entry.range, nameRange: capabilities.entry.key.range, allow, deny }
}

function checkTimeout({ approval_timeout_secs: timeout }: Values, found: Findings): number {
  if (timeout === undefined) return 300
  if (timeout.value > 0) return timeout.value
  found.add('value', 'approval_timeout_secs', timeout.node.range, '`approval_timeout_secs` must be greater than 0.')
  return 300
}

function checkApproval({ approval }: Values, found: Findings): Sections['approval'] {
  if (approval === undefined) return null
  found.unknownKeys('approval', approval.read.unknown, keysOf.approval ?? [])
  const { timeout_seconds: timeout, escalation_role: role } = approval.values
  return { timeout: timeout?.value ?? null, role: role?.value ?? null }
}

function checkFilesystem({ filesystem }: Values, found: Findings): Sections['filesystem'] {
  if (filesystem === undefined) return null
  found.unknownKeys('filesystem', filesystem.read.unknown, keysOf.filesystem ?? [])
  const verb = (name: 'read' | 'write'): readonly string[] | null => {
    const paths = filesystem.values[name]
    if (paths === undefined) return null
    found.unknownKeys(`filesystem.${name}`, paths.read.unknown, keysOf[`filesystem.${name}`] ?? [])
    const normal = (paths.values.allow ?? []).map(({ value, node }, index) => {
      const parsed = normalizePath(value)
      if ('path' in parsed) return parsed.path
      found.add('value', `filesystem.${name}.allow[${index}]`, node.range, parsed.wrong)
      return '/'
    })
    return pruneNested(normal)
  }
  const [read, write] = [verb('read'), verb('write')]
  return read === null && write === null ? null : { read, write }
}

function checkSyscalls({ syscalls }: Values, found: Findings): Sections['syscalls'] {
  if (syscalls === undefined) return null
  found.unknownKeys('syscalls', syscalls.read.unknown, keysOf.syscalls ?? [])
  const names = syscalls.values.allow ?? []
  for (const [index, { value, node }] of names.entries()) {
    if (syscallNames.includes(value)) continue
    found.unknownWord(
      `syscalls.allow[${index}]`,
      node,
      value,
      syscallNames,
      `There is no system call \`${value}\` here.`,
    )
  }
  return syscallNames.filter((name) => names.some(({ value }) => value === name))
}
