import { isDeepStrictEqual } from 'node:util'
import type { Call, Given } from '../../evaluator/call.ts'
import type { Refusal } from '../../evaluator/dialect.ts'
import { isObject, type Json, Unknown } from '../../evaluator/json/values.ts'
import type { RuleInfo } from '../../evaluator/policy.ts'
import { applyEdits, type TextEdit } from '../../evaluator/text.ts'
import { type PolicyDocument, readPolicyAs } from '../policyDocument.ts'
import { readTestComment, testCommentsOf } from '../tests/testComment.ts'
import { refusal } from './proposal.ts'
import { namedArguments } from './subject.ts'
import { flow, lineBreak, lineStart, quoted } from './yamlText.ts'

/** A call and what the policy should say of it. */
export interface CaseWanted {
  readonly call: Call
  readonly given: Given
  /** An effect word. */
  readonly expect: string
  /** The label of the rule that should decide; null where it does not matter. */
  readonly by: string | null
}

/** The case as it stands behind `# test:`; null where one line cannot say it. */
export function caseComment({ call, expect, by }: CaseWanted): string | null {
  const args = namedArguments(call.args)
  if (args === null || holdsUnknown(args)) return null
  const { agent, tool, output } = call
  const parts = [
    ...(agent === undefined ? [] : ['as', name(agent)]),
    name(tool),
    ...(Object.keys(args).length === 0 ? [] : [flow(args)]),
    ...(output === undefined ? [] : ['output', typeof output === 'string' ? quoted(output) : flow(output)]),
    '=>',
    expect,
    ...(by === null ? [] : ['by', by]),
  ]
  const body = parts.join(' ')
  const read = readTestComment(body, { start: 0, end: 0 }, '')
  const kept =
    !('message' in read) &&
    read.call.tool === tool &&
    read.call.agent === agent &&
    isDeepStrictEqual(read.call.args, args)
  return kept && !/[\n\r]/.test(body) ? body : null
}

/**
 * Puts a case as a comment at the head of `rule`, or of the document where no rule is meant. A refusal where comments
 * cannot stand, or one line cannot hold the call: a test file can.
 */
export function addCaseComment(
  document: PolicyDocument,
  rule: RuleInfo | null,
  wanted: CaseWanted,
): TextEdit[] | Refusal {
  const body = caseComment(wanted)
  if (body === null) return refusal('test-file', 'This call does not fit into a comment; put it into a test file.')
  const before = testCommentsOf(document.comments).cases
  if (before.some(({ label }) => label === body)) {
    return refusal('there-already', 'The policy has this test case already.')
  }
  for (const at of places(document.text, rule)) {
    const edit = insertLine(document.text, at, `# test: ${body}`)
    const after = readPolicyAs(document.dialect, document.path, applyEdits(document.text, [edit]), {
      further: document.model.further,
    })
    const same = isDeepStrictEqual(after.model.nativeLoad, document.model.nativeLoad)
    if (same && testCommentsOf(after.comments).cases.length === before.length + 1) return [edit]
  }
  return refusal('test-file', 'A comment cannot stand beside this rule; put the case into a test file.')
}

interface LinePlace {
  readonly offset: number
  readonly indent: string
}

/** Where a comment line may go, the best first: behind the rule's first line, before it, at the top. */
function places(text: string, rule: RuleInfo | null): LinePlace[] {
  const top = { offset: 0, indent: '' }
  if (rule === null || rule.document !== 0) return [top]
  const start = lineStart(text, rule.range.start)
  const column = rule.range.start - start
  const nextLine = text.indexOf('\n', rule.range.start) + 1
  const own = { offset: start, indent: /^[ \t]*/.exec(text.slice(start))?.[0] ?? '' }
  const inside = nextLine > 0 && nextLine < rule.range.end ? [{ offset: nextLine, indent: ' '.repeat(column) }] : []
  return [...inside, own, top]
}

function insertLine(text: string, { offset, indent }: LinePlace, line: string): TextEdit {
  return { range: { start: offset, end: offset }, newText: `${indent}${line}${lineBreak(text)}` }
}

/** A name as the grammar of test comments reads it back: bare, or between quotes that it does not hold. */
function name(text: string): string {
  if (/^[^\s{"']+$/.test(text) && !text.includes('=>')) return text
  return text.includes('"') ? `'${text}'` : `"${text}"`
}

/** Whether a value, or one inside it, was not stored as it was. */
export function holdsUnknown(value: Json): boolean {
  if (value instanceof Unknown) return true
  if (Array.isArray(value)) return value.some(holdsUnknown)
  return isObject(value) && Object.values(value).some(holdsUnknown)
}
