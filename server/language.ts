import { dirname, relative, resolve } from 'node:path'
import type { LanguageName } from '../analysis/language/roles.ts'
import type { Seen } from '../analysis/language/seen.ts'
import type { Surroundings } from '../analysis/language/suggestion.ts'
import type { PolicyDocument } from '../analysis/policyDocument.ts'
import { isTestFilePath } from '../analysis/tests/testFile.ts'
import type { OrcaModel } from '../evaluator/dialects/orca/model.ts'
import type { Policy } from '../evaluator/policy.ts'
import { dialectNamed } from '../evaluator/registry.ts'
import { type Documents, loadedVersion, type OpenDocument, shownVersion } from './documents.ts'
import { openAt } from './policies.ts'
import { startFolder } from './startFolder.ts'
import { policiesUnderTest } from './tests.ts'

/** What a document is written in; null for documents that are not ours. */
export function languageOf({ policy, tests, path, text }: OpenDocument): LanguageName | null {
  if (policy !== null) return policy.dialect.name
  const begun = isTestFilePath(path) && /^(?:policy|cases)[ \t]*:/m.test(text.getText())
  return tests?.format === 'rehearsal' || begun ? 'test' : null
}

/** What completion and hover know of the world around a document; null for documents that are not ours. */
export function surroundings(
  document: OpenDocument,
  documents: Documents,
  seen: Seen,
  { paths = [], folders = [] }: { readonly paths?: readonly string[]; readonly folders?: readonly string[] } = {},
): Surroundings | null {
  const language = languageOf(document)
  if (language === null) return null
  const policy = policyFor(document, documents)
  const dialect = document.policy?.dialect ?? dialectNamed(policy?.dialect ?? '') ?? null
  return {
    language,
    dialect,
    seen,
    get rules() {
      return policy?.rules.map(({ label }) => label) ?? []
    },
    get files() {
      const others = paths.filter((path) => path !== document.path && !isTestFilePath(path))
      // CapFence looks paths up in its working directory.
      const base = language === 'capfence' ? startFolder(document.path, folders) : dirname(document.path)
      return relativeTo(base, others)
    },
    get policies() {
      const model = language === 'orca' ? (document.policy?.model as OrcaModel) : null
      return model?.policies.map(({ name }) => name) ?? []
    },
  }
}

/** Paths as a document in `folder` writes them, the nearest first. */
function relativeTo(folder: string, paths: readonly string[]): readonly string[] {
  const written = paths.map((path) => relative(folder, path).replaceAll('\\', '/'))
  const steps = (path: string) => path.split('/').length
  return written.sort((a, b) => steps(a) - steps(b) || (a < b ? -1 : 1))
}

/** The policy that a document is or tests, as it was last readable; null when there is none. */
export function policyFor(document: OpenDocument, documents: Documents): Policy | null {
  if (document.policy !== null) return loadedVersion(document).policy?.policy ?? document.policy.policy
  if (document.tests === null) return null
  const open = openPolicyUnderTest(document, documents)
  if (open) return open.policy
  const policy = policiesUnderTest(shownVersion(document), documents)({})
  return typeof policy === 'string' ? null : policy.policy
}

/** The one policy under test where it is open: reading it again for every request would be slow. */
function openPolicyUnderTest({ path, tests }: OpenDocument, documents: Documents): PolicyDocument | null {
  const [only, ...further] = tests?.policies ?? []
  if (only === undefined || further.length > 0) return null
  return openAt(resolve(dirname(path), only), documents.all())?.policy ?? null
}
