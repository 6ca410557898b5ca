import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { appendCases, newTestFile, testFileBeside } from '../analysis/cases/testFileText.ts'
import { writtenCase } from '../analysis/cases/written.ts'
import { letThrough } from '../analysis/edits/allow/index.ts'
import { addCaseComment, holdsUnknown } from '../analysis/edits/testCase.ts'
import type { NewItem } from '../analysis/edits/yamlText.ts'
import { recordedCall } from '../analysis/recordedCall.ts'
import { type LoggedEvent, recordedArgs } from '../audit/stored-event.ts'
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

const notStored: Refusal = {
  code: 'not-stored',
  message: 'Part of this call was not stored as it was, so a case would judge another call. Write the case by hand.',
}

/** A file's text as the editor has it, else the disk's; null when there is neither. */
export type TestFileAt = (path: string) => TextDocument | null

/**
 * The edit that makes a test case of a recorded call beside the rule that decided it, or in the test file beside the
 * policy. `expect` is what the case asks for; without it, what was recorded.
 */
export function testCaseOf(
  document: OpenDocument,
  event: LoggedEvent,
  testFile: TestFileAt,
  expect?: string,
): FileEditAnswer {
  const { policy } = document
  if (policy === null) return noPolicy(document)
  if (holdsUnknown(recordedArgs(event))) return notStored
  const { call, given } = recordedCall(event, policy.dialect)
  const rule = policy.policy.rules.find(({ label }) => label === event.rule) ?? null
  const wanted = expect ?? event.effect ?? 'allow'
  const by = expect === undefined || expect === event.effect ? (event.rule ?? null) : null
  const summary = `Adds a test case that expects ${wanted}.`
  const edits = addCaseComment(policy, rule, { call, given, expect: wanted, by })
  if (Array.isArray(edits)) return fileEdit(document, edits, summary)
  const refused = edits as Refusal
  const item = refused.code === 'test-file' ? writtenCase(call, given, wanted, by) : null
  return item === null ? refused : inTestFile(document.path, item, summary, testFile)
}

/** The case in the test file beside the policy, where a comment cannot hold it. */
function inTestFile(policyFile: string, item: NewItem, summary: string, testFile: TestFileAt): FileEditAnswer {
  const path = testFileBeside(policyFile)
  const text = testFile(path)
  const uri = uriOf(path)
  if (text === null) {
    const start = { line: 0, character: 0 }
    const newText = newTestFile(policyFile, [item])
    const edits = [{ range: { start, end: start }, newText }]
    return { uri, version: null, edits, create: true, summary, effects: [] }
  }
  const edits = appendCases(text.getText(), [item])
  if (!Array.isArray(edits)) return edits as Refusal
  const lsp = edits.map((edit) => toLspEdit(text, edit))
  return { uri, version: text.version === 0 ? null : text.version, edits: lsp, summary, effects: [] }
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
