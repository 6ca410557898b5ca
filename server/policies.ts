import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { type FilesNamedBy, type PolicyDocument, whyUnasked } from '../analysis/policyDocument.ts'
import type { TestFile } from '../analysis/tests/testFile.ts'
import { isRefusal } from '../evaluator/dialect.ts'
import type { RuleInfo } from '../evaluator/policy.ts'
import { problemsOf } from './diagnostics.ts'
import type { DialectFor } from './dialectSetting.ts'
import { Documents, type OpenDocument, pathOf } from './documents.ts'
import { toLspRange } from './positions.ts'
import { policyTitle } from './protocol/policyTitle.ts'
import type { PolicyInfo, RuleLocation, TestDocument } from './protocol.ts'
import { casesOf } from './tests.ts'

/** What the status bar and the Policies view show of a document; null for documents that are no policy. */
export function policyInfo(document: OpenDocument): PolicyInfo | null {
  const { policy, text, uri, path } = document
  if (policy === null) return null
  return {
    uri,
    name: policyTitle(policy.model.name, path),
    dialect: policy.dialect.name,
    follows: policy.dialect.follows,
    reason: policy.reason,
    mode: policy.policy.mode,
    rules: ownRules(policy).map((rule) => {
      const { label, mode, effect, nameRange } = rule
      const line = { label, mode, effect, range: toLspRange(text, nameRange) }
      return isFlippable(policy, rule) ? { ...line, flippable: true } : line
    }),
    errors: problemsOf(document)?.filter(({ severity }) => severity === 'error').length ?? 0,
    testCases: casesOf(document).length,
    ...(whyUnasked(policy, '') === null ? {} : { doesNotLoad: true }),
    flips: (['enforce', 'observe'] as const).filter((to) => canFlip(policy, to)),
  }
}

/** Those of the document itself, which alone have a place in it. */
function ownRules({ policy }: PolicyDocument): readonly RuleInfo[] {
  return policy.rules.filter(({ document }) => document === 0)
}

function canFlip({ dialect, model }: PolicyDocument, to: 'enforce' | 'observe'): boolean {
  return !isRefusal(dialect.flip(model, { kind: 'policy', to }))
}

function isFlippable({ dialect, model }: PolicyDocument, { label, mode }: RuleInfo): boolean {
  const to = mode === 'enforce' ? 'observe' : 'enforce'
  return !isRefusal(dialect.flip(model, { kind: 'rule', label, to }))
}

/** A document that has test cases; null for all others. */
export function testDocument(document: OpenDocument): TestDocument | null {
  const testCases = casesOf(document).length
  if (testCases === 0) return null
  const named = { uri: document.uri, name: titleOf(document), testCases }
  return document.tests === null ? named : { ...named, policies: policiesOf(document.tests, document.path) }
}

/** The name of the policy, or of the file where it has none. */
function titleOf({ policy, path }: OpenDocument): string {
  return policyTitle(policy?.model.name || path, path)
}

/** The URIs of the policies that a test file is about, its cases' own included. */
function policiesOf({ policies, cases }: TestFile, path: string): string[] {
  const own = cases.flatMap(({ policy }) => (policy && 'paths' in policy ? policy.paths : []))
  return [...new Set([...policies, ...own])].map((each) => pathToFileURL(resolve(dirname(path), each)).href)
}

/** Reads a policy or test file from the disk as if it were open; null for other files and those that cannot be read. */
export async function readFromDisk(
  path: string,
  dialectFor?: DialectFor,
  namedBy?: FilesNamedBy,
): Promise<OpenDocument | null> {
  try {
    const content = await readFile(path, 'utf8')
    const text = TextDocument.create(pathToFileURL(path).href, 'yaml', 0, content)
    const { policy, tests } = new Documents(dialectFor, namedBy).update(text)
    return policy || tests ? { uri: text.uri, path, text, policy, tests, lastGood: null } : null
  } catch {
    return null
  }
}

/** Where a rule stands, which may be in a document that this one calls for; the document's mode for null, or for a rule that is no longer there. */
export function ruleLocation(document: OpenDocument, rule: string | null): RuleLocation | null {
  if (document.policy === null) return null
  const { model, policy } = document.policy
  const found = policy.rules.find(({ label }) => label === rule)
  const other = found && model.further[found.document - 1]
  if (found && other) {
    const text = TextDocument.create(pathToFileURL(other.path).href, 'yaml', 0, other.text)
    return { uri: text.uri, range: toLspRange(text, found.nameRange) }
  }
  return { uri: document.uri, range: toLspRange(document.text, found?.nameRange ?? model.modeRange) }
}

/** The open document of a file, by its path. */
export function openAt(path: string, open: Iterable<OpenDocument>): OpenDocument | undefined {
  for (const document of open) if (pathOf(document.uri) === path) return document
  return undefined
}
