import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { readPolicyDocument } from '../analysis/policyDocument.ts'
import { problemsOf } from './diagnostics.ts'
import { type OpenDocument, pathOf } from './documents.ts'
import { toLspRange } from './positions.ts'
import type { PolicyInfo, RuleLocation } from './protocol.ts'
import { casesOf } from './tests.ts'

/** What the status bar and the Policies view show of a document; null for documents that are no policy. */
export function policyInfo(document: OpenDocument): PolicyInfo | null {
  const { policy, text, uri } = document
  if (policy === null) return null
  return {
    uri,
    name: policy.model.name,
    dialect: policy.dialect.name,
    reason: policy.reason,
    mode: policy.policy.mode,
    rules: policy.policy.rules.map(({ label, mode, effect, nameRange }) => {
      return { label, mode, effect, range: toLspRange(text, nameRange) }
    }),
    errors: problemsOf(document)?.filter(({ severity }) => severity === 'error').length ?? 0,
    testCases: casesOf(document).length,
  }
}

/** Reads a policy from the disk as if it were open; null for files that are no policy or cannot be read. */
export async function readFromDisk(path: string): Promise<OpenDocument | null> {
  try {
    const content = await readFile(path, 'utf8')
    const policy = readPolicyDocument(path, content)
    const uri = pathToFileURL(path).href
    const text = TextDocument.create(uri, 'yaml', 0, content)
    return policy && { uri, path, text, policy, tests: null, lastGood: null }
  } catch {
    return null
  }
}

/** Where a rule stands; the document's mode for null, or for a rule that is no longer there. */
export function ruleLocation(document: OpenDocument, rule: string | null): RuleLocation | null {
  if (document.policy === null) return null
  const found = document.policy.policy.rules.find(({ label }) => label === rule)
  const range = found?.nameRange ?? document.policy.model.modeRange
  return { uri: document.uri, range: toLspRange(document.text, range) }
}

/** The open document of a file, by its path. */
export function openAt(path: string, open: Iterable<OpenDocument>): OpenDocument | undefined {
  for (const document of open) if (pathOf(document.uri) === path) return document
  return undefined
}
