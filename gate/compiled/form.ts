import type { PolicyModel } from '../../evaluator/dialect.ts'
import type { DialectName } from '../../evaluator/policy.ts'
import type { Pattern } from '../../evaluator/regex/pattern.ts'
import type { StoredPatternData } from '../../evaluator/regex/stored.ts'
import { readStored } from '../../evaluator/stored/read.ts'
import { judgingDialect } from '../judging-dialect.ts'
import { loadPart } from '../part.ts'
import type { ReadyPolicy, Recall } from '../policies.ts'

declare const EVALUATOR_DIGEST: string | undefined

/** What a form must have been made with to count here; null where nothing tells, so that none is kept or read. */
export const maker: string | null =
  typeof EVALUATOR_DIGEST === 'string'
    ? [EVALUATOR_DIGEST, process.version, process.platform, process.arch].join(' ')
    : null

/** A file that was looked at, and what stood in it. */
export interface SeenFile {
  readonly file: string
  readonly text: string
}

/** A file that a policy called for, by the name it has there. */
export interface CalledFile extends SeenFile {
  readonly name: string
}

/** One policy that was made of some of the files. */
export interface FormPolicy {
  readonly files: readonly string[]
  /** What it called for by name, in the project that it was made in. */
  readonly called: readonly CalledFile[]
  readonly name: string
  readonly dialect: DialectName
  readonly digest: string
  /** What `writeStored` makes of its model. */
  readonly model: string
}

/** The compiled form of all policies that stand in some files: data, never code. */
export interface Form {
  readonly maker: string
  /** Every file that was looked at, policies or not, in order. */
  readonly seen: readonly SeenFile[]
  readonly policies: readonly FormPolicy[]
}

/** The policies of a form, ready to judge; null when anything in it is odd. Never throws. */
export function policiesOf(form: Form, recall: Recall): readonly ReadyPolicy[] | null {
  try {
    const texts = new Map(form.seen.map(({ file, text }) => [file, text]))
    return form.policies.map((policy) => readyPolicy(policy, texts, recall))
  } catch {
    return null
  }
}

function readyPolicy(
  { files, called, name, dialect: word, digest, model: text }: FormPolicy,
  texts: ReadonlyMap<string, string>,
  recall: Recall,
): ReadyPolicy {
  const dialect = judgingDialect(word)
  const model = readStored(text, compiledPattern) as PolicyModel | null
  if (model === null) throw new TypeError('no model')
  const documents = [model.document, ...model.further]
  const own = documents.filter(({ named }) => named === undefined)
  const named = documents.filter((document) => document.named !== undefined)
  const whole =
    own.length === files.length &&
    named.length === called.length &&
    model.refused === null &&
    model.cannotReproduce === null &&
    own.every(({ path, text }, at) => path === files[at] && text === texts.get(path)) &&
    named.every(({ named: by, path, text }, at) => {
      const one = called[at]
      return one !== undefined && by === one.name && path === one.file && text === one.text
    })
  if (!whole) throw new TypeError('a model of something else')
  const policy = dialect.compile(Object.assign(model, { digest }))
  return { kind: 'ready', files, name, dialect, policy, documents, before: recall(model.document.path) }
}

/** Compiles a pattern as it was compiled when it was kept. */
function compiledPattern({ source, flavour, flags }: StoredPatternData): Pattern {
  const { compilePattern } = loadPart(
    'patterns',
    'evaluator/regex/compile.ts',
  ) as typeof import('../../evaluator/regex/compile.ts')
  const compiled = compilePattern(source, flavour, flags)
  if (!compiled.ok) throw new Error(compiled.error.message)
  return compiled.pattern
}
