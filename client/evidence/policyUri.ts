import { Uri, window } from 'vscode'
import type { PolicyInfo } from '../../server/protocol.ts'

/** The policy that a command is about: a row of the Policies view, a URI, or the document in the editor. */
export function policyUri(target: unknown): Uri | undefined {
  if (typeof target === 'string') return Uri.parse(target)
  const row = target as { info?: PolicyInfo } | undefined
  return row?.info ? Uri.parse(row.info.uri) : window.activeTextEditor?.document.uri
}
