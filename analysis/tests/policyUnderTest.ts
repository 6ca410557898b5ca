import { resolve } from 'node:path'
import type { Policy } from '../../evaluator/policy.ts'
import type { PolicyText } from '../../evaluator/text.ts'
import { readPolicyDocument, whyUnasked } from '../policyDocument.ts'
import type { TestCase } from './testCase.ts'

/** Reads a file's text; null when it cannot be read. */
export type ReadText = (path: string) => string | null

/** A policy ready to be asked, and the documents that it was made from, its own first, under absolute paths. */
export interface PolicyUnderTest {
  readonly policy: Policy
  readonly documents: readonly PolicyText[]
}

/** The policies of one test file, each read once. */
export class PoliciesUnderTest {
  private readonly known = new Map<string, PolicyUnderTest | string>()
  private readonly file: string
  private readonly base: string
  private readonly named: readonly string[]
  private readonly readText: ReadText

  /** `named` are the file's own policies, relative to `base`, the folder of `file`. */
  constructor(file: string, base: string, named: readonly string[], readText: ReadText) {
    this.file = file
    this.base = base
    this.named = named
    this.readText = readText
  }

  /** The policy that judges a case, or why there is none. */
  of({ policy }: Pick<TestCase, 'policy'>): PolicyUnderTest | string {
    const key = JSON.stringify(policy ?? null)
    const known = this.known.get(key) ?? this.load(policy)
    this.known.set(key, known)
    return known
  }

  private load(policy: TestCase['policy']): PolicyUnderTest | string {
    if (policy && 'text' in policy) return loadTexts([{ path: this.file, text: policy.text }])
    return loadPolicy(policy?.paths ?? this.named, this.base, this.readText)
  }
}

/** The policy that `paths` make, in order; or why they make none. */
export function loadPolicy(paths: readonly string[], base: string, readText: ReadText): PolicyUnderTest | string {
  const texts: PolicyText[] = []
  for (const path of paths) {
    const text = readText(resolve(base, path))
    if (text === null) return `${path} cannot be read from here`
    texts.push({ path: resolve(base, path), text })
  }
  if (texts.length === 0) return 'it names no policy; a comment `# rehearsal: policy=PATH` or `--policy FILE` does'
  return loadTexts(texts, paths)
}

/** `names` are what is said of them in sentences. */
function loadTexts(
  texts: readonly PolicyText[],
  names: readonly string[] = texts.map(({ path }) => path),
): PolicyUnderTest | string {
  const [first, ...further] = texts
  if (first === undefined) return 'it names no policy'
  const document = readPolicyDocument(first.path, first.text, { further })
  if (document === null) return `${names[0]} is not a policy of any system that Rehearsal reads`
  return whyUnasked(document, names[0] ?? '') ?? { policy: document.policy, documents: texts }
}
