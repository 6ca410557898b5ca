import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { letThrough } from '../analysis/edits/allow/index.ts'
import { addCaseComment } from '../analysis/edits/testCase.ts'
import { recordedCall } from '../analysis/recordedCall.ts'
import type { LoggedEvent } from '../audit/stored-event.ts'
import { isRefusal, type Refusal } from '../evaluator/dialect.ts'
import type { TextEdit } from '../evaluator/text.ts'
import type { OpenDocument } from './documents.ts'
import { toLspEdit } from './positions.ts'
import type { FileEdit, FileEditAnswer, LetThroughParams } from './protocol/evidence.ts'

/** The edit after which the policy in the editor lets a recorded call through, or why there is none. */
export function letEventThrough(
  document: OpenDocument,
  event: LoggedEvent,
  way: LetThroughParams['way'],
): FileEditAnswer {
  const { policy } = document
  if (policy === null) return noPolicy(document)
  const { call, given } = recordedCall(event, policy.dialect)
  const { rule: label } = policy.policy.evaluate(call, given, null)
  const rule = policy.policy.rules.find((each) => each.label === label) ?? null
  const proposal = letThrough({ document: policy, call, given, rule }, way)
  return isRefusal(proposal) ? proposal : fileEdit(document, proposal.edits, proposal.summary)
}

/**
 * The edit that makes a test case of a recorded call beside the rule that decided it. `expect` is what the case asks for;
 * without it, what was recorded.
 */
export function testCaseOf(document: OpenDocument, event: LoggedEvent, expect?: string): FileEditAnswer {
  const { policy } = document
  if (policy === null) return noPolicy(document)
  const { call, given } = recordedCall(event, policy.dialect)
  const rule = policy.policy.rules.find(({ label }) => label === event.rule) ?? null
  const wanted = expect ?? event.effect ?? 'allow'
  const by = expect === undefined || expect === event.effect ? (event.rule ?? null) : null
  const edits = addCaseComment(policy, rule, { call, given, expect: wanted, by })
  if (!Array.isArray(edits)) return edits as Refusal
  return fileEdit(document, edits, `Adds a test case that expects ${wanted}.`)
}

function fileEdit(document: OpenDocument, edits: readonly TextEdit[], summary: string): FileEdit {
  return {
    uri: document.uri,
    version: document.text.version,
    edits: edits.map((edit) => toLspEdit(document.text, edit)),
    summary,
    effects: [],
  }
}

function noPolicy({ path }: OpenDocument): Refusal {
  return { code: 'not-a-policy', message: `${basename(path)} cannot be read as a policy.` }
}

/** The URI of a file that an event names. */
export function uriOf(policyFile: string): string {
  return pathToFileURL(policyFile).href
}
