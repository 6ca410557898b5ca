import { dirname, resolve } from 'node:path'
import type { Policy } from '../../evaluator/policy.ts'
import type { NamedFiles, PolicyText } from '../../evaluator/text.ts'
import { type FilesNamedBy, type PolicyDocument, readPolicyDocument, whyUnasked } from '../policyDocument.ts'
import type { TestCase } from './testCase.ts'
import type { TestFile } from './testFile.ts'

/** Reads a file's text; null when it cannot be read. */
export type ReadText = (path: string) => string | null

/** A policy ready to be asked, and the documents that it was made from, its own first and those it calls for last, under absolute paths. */
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
  private readonly namedBy: ((path: string) => NamedFiles) | undefined

  /** `file` is absolute; the policies that it names are relative to its folder. */
  constructor(
    file: string,
    { format, policies }: Pick<TestFile, 'format' | 'policies'>,
    readText: ReadText,
    namedBy?: FilesNamedBy,
  ) {
    this.file = file
    this.base = dirname(file)
    this.named = policies
    this.readText = readText
    // CapFence's own test command looks beside the suite before it looks where it was started.
    const before = format === 'capfence' ? [this.base] : []
    this.namedBy = namedBy && ((path) => namedBy(path, before))
  }

  /** The policy that judges a case, or why there is none. */
  of({ policy }: Pick<TestCase, 'policy'>): PolicyUnderTest | string {
    const key = JSON.stringify(policy ?? null)
    const known = this.known.get(key) ?? this.load(policy)
    this.known.set(key, known)
    return known
  }

  private load(policy: TestCase['policy']): PolicyUnderTest | string {
    if (policy && 'text' in policy)
      return loadTexts([{ path: this.file, text: policy.text }], [this.file], this.namedBy)
    return loadPolicy(policy?.paths ?? this.named, this.base, this.readText, this.namedBy)
  }
}

/** The policy that `paths` make, in order; or why they make none. */
export function loadPolicy(
  paths: readonly string[],
  base: string,
  readText: ReadText,
  namedBy?: (path: string) => NamedFiles,
): PolicyUnderTest | string {
  const texts: PolicyText[] = []
  for (const path of paths) {
    const text = readText(resolve(base, path))
    if (text === null) return `${path} cannot be read from here`
    texts.push({ path: resolve(base, path), text })
  }
  if (texts.length === 0) return 'it names no policy; a comment `# rehearsal: policy=PATH` or `--policy FILE` does'
  return loadTexts(texts, paths, namedBy)
}

/** `names` are what is said of them in sentences. */
function loadTexts(
  texts: readonly PolicyText[],
  names: readonly string[],
  namedBy: ((path: string) => NamedFiles) | undefined,
): PolicyUnderTest | string {
  const [first, ...further] = texts
  if (first === undefined) return 'it names no policy'
  const document = readPolicyDocument(first.path, first.text, {
    further,
    ...(namedBy && { named: namedBy(first.path) }),
  })
  if (document === null) return `${names[0]} is not a policy of any system that Rehearsal reads`
  return whyUnasked(document, names[0] ?? '') ?? { policy: document.policy, documents: documentsOf(document) }
}

/** All that a policy was made from, its own text first. */
export function documentsOf({ model }: PolicyDocument): readonly PolicyText[] {
  return [model.document, ...model.further]
}
