import type { Command } from 'vscode-languageserver'
import { isRefusal, type Refusal } from '../evaluator/dialect.ts'
import type { OpenDocument } from './documents.ts'
import { toLspEdit } from './positions.ts'
import type { FlipAnswer, FlipParams } from './protocol.ts'

/** The edit that a flip comes to, with what a person should know before confirming it. */
export function flip(
  document: OpenDocument,
  params: FlipParams,
  evidence: readonly string[],
  ready?: boolean,
): FlipAnswer | Refusal {
  const { policy } = document
  if (policy === null) return { code: 'not-a-policy', message: 'This document is not a policy that Rehearsal knows.' }
  const { kind, to, label, as } = params
  const target = { kind, to, ...(label === undefined ? {} : { label }), ...(as === undefined ? {} : { as }) }
  const edits = policy.dialect.flip(policy.model, target)
  if (isRefusal(edits)) return edits
  return {
    version: document.text.version,
    edits: edits.edits.map((edit) => toLspEdit(document.text, edit)),
    before: edits.before,
    after: edits.after,
    evidence,
    ...(ready === undefined ? {} : { ready }),
  }
}

/** The command that CodeLens, code action and tree share. */
export function flipCommand(params: FlipParams): Command {
  const title = params.to === 'enforce' ? 'Flip to enforce' : 'Back to observe'
  return { title, command: 'rehearsal.flip', arguments: [params] }
}
