import type { Dialect, PolicyModel } from '../evaluator/dialect.ts'
import type { Policy } from '../evaluator/policy.ts'
import { type Detection, detectDialect, dialectNamed } from '../evaluator/registry.ts'
import type { NamedFiles, PolicyText, Range } from '../evaluator/text.ts'
import { addressedOf, type YamlComment } from '../evaluator/yaml/comments.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { childOf, type Node } from '../evaluator/yaml/node.ts'
import { readYaml, type YamlDocument } from '../evaluator/yaml/read.ts'
import { markerKeys, mayBeMisspelt, type NearPolicy, nearPolicy } from './nearPolicy.ts'

/** One text of a policy, read once per version and shared by every feature; never changed. */
export interface PolicyDocument {
  readonly path: string
  readonly text: string
  readonly dialect: Dialect
  /** Why it was taken for this dialect, in words a person can check. */
  readonly reason: string
  readonly model: PolicyModel
  /** Compiled from what could be read; what the engine refuses stands in `model.refused`. */
  readonly policy: Policy
  /** Those that are addressed to Rehearsal, and the first ten. */
  readonly comments: readonly YamlComment[]
  /** False while the text is not YAML at all: features then keep what they last knew. */
  readonly wellFormed: boolean
  /** Set for a document that is only nearly a policy: the misspelt key in the place of its rules. */
  readonly near?: NearPolicy
}

/** Gives the documents that the policy at `path` calls for; folders `before` are looked through first, as its engine's own test command does. */
export type FilesNamedBy = (path: string, before?: readonly string[]) => NamedFiles

/** How a workspace may settle what a document is, beside its content. */
export interface ReadingOptions {
  /** A dialect that a setting names for this path. */
  readonly dialect?: string
  /** Further documents of the same composition, in order. */
  readonly further?: readonly PolicyText[]
  /** Where the documents come from that this one calls for by name; without it they are looked for among `further`. */
  readonly named?: NamedFiles
}

/** Reads a text as a policy; null when it is none, or a document of some other kind. */
export function readPolicyDocument(path: string, text: string, options: ReadingOptions = {}): PolicyDocument | null {
  if (!mayBePolicy(text)) return null
  const yaml = readYaml(text, coreYaml)
  const chosen = chosenDialect(yaml, options)
  const near = isTold(yaml) || detectDialect(yaml.root) !== null ? null : nearPolicy(yaml.root)
  const detection = chosen ?? (near && asNear(near))
  if (detection === null) return null
  const document = readAs(detection.dialect, detection.confidence.reason, path, text, yaml, options)
  return near === null || near.dialect !== detection.dialect.name || hasList(yaml.root, detection.dialect)
    ? document
    : { ...document, near }
}

/** Whether the dialect's list of rules stands where it should: such a document can be read item by item, and its dialect says what is misspelt beside the list. */
function hasList(root: Node | null, { slices }: Dialect): boolean {
  return slices?.keys.some((key) => childOf(root, key) !== undefined) === true
}

/** Whether the author's own word says what the document is. */
function isTold({ comments }: YamlDocument): boolean {
  return dialectNamed(modelineOf(comments)?.dialect ?? '') !== undefined
}

function asNear({ dialect: name, typed, meant }: NearPolicy): Detection | null {
  const dialect = dialectNamed(name)
  if (dialect === undefined) return null
  const reason = `it would be one, were \`${typed}\` spelt \`${meant}\``
  return { dialect, confidence: { level: 'possible', reason }, passedOver: [] }
}

/** Reads a text as a policy of a known dialect, whatever it looks like. */
export function readPolicyAs(
  dialect: Dialect,
  path: string,
  text: string,
  options: ReadingOptions = {},
): PolicyDocument {
  return readAs(dialect, 'it was asked for', path, text, readYaml(text, coreYaml), options)
}

function readAs(
  dialect: Dialect,
  reason: string,
  path: string,
  text: string,
  yaml: YamlDocument,
  options: ReadingOptions,
): PolicyDocument {
  const model = dialect.load({ path, text }, options.further ?? [], yaml, options.named)
  const policy = dialect.compile(model)
  const wellFormed = model.wellFormed ?? !yaml.problems.some(({ kind }) => kind === 'syntax')
  return { path, text, dialect, reason, model, policy, comments: addressedOf(yaml.comments), wellFormed }
}

/** Why a document answers no call, as a sentence about `name`; null when it does. */
export function whyUnasked({ near, model }: PolicyDocument, name: string): string | null {
  if (near) return `${name} cannot be asked: at its top \`${near.typed}\` stands where \`${near.meant}\` should`
  return model.refused && `the engine refuses ${name}: ${model.refused.message}`
}

/** What a text is: by its modeline, a setting, or its content. */
export function chosenDialect(yaml: YamlDocument, options: ReadingOptions): Detection | null {
  const modeline = modelineOf(yaml.comments)
  const named = dialectNamed(modeline?.dialect ?? options.dialect ?? '')
  if (named === undefined) return detectDialect(yaml.root)
  const reason = modeline ? 'a comment in it says so' : 'a setting says so'
  return { dialect: named, confidence: { level: 'certain', reason }, passedOver: [] }
}

/** `# rehearsal: dialect=NAME` in the first ten comments: the author's own word for what the document is. */
export function modelineOf(
  comments: readonly YamlComment[],
): { readonly dialect: string; readonly range: Range } | null {
  for (const { text, range } of comments.slice(0, 10)) {
    const dialect = /^#\s*rehearsal:\s*dialect=([\w-]+)\s*$/.exec(text)?.[1]
    if (dialect !== undefined) return { dialect, range }
  }
  return null
}

const markers = new RegExp(`(?:^|[\\s{,"'])(?:${[...markerKeys, 'rehearsal'].join('|')})["']?\\s*:`)

/** A cheap look that spares documents of other kinds the parse: every dialect needs one of these keys, or one of them misspelt. */
export function mayBePolicy(text: string): boolean {
  return markers.test(text) || mayBeMisspelt(text)
}
