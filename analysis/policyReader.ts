import type { Dialect, PolicyModel } from '../evaluator/dialect.ts'
import type { Policy } from '../evaluator/policy.ts'
import { dialects } from '../evaluator/registry.ts'
import type { PolicyText } from '../evaluator/text.ts'
import type { YamlComment } from '../evaluator/yaml/comments.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { readYaml } from '../evaluator/yaml/read.ts'
import { split } from '../evaluator/yaml/split.ts'
import { type SlicedYaml, SliceReader } from '../evaluator/yaml/split-read.ts'
import {
  chosenDialect,
  modelineOf,
  type PolicyDocument,
  type ReadingOptions,
  readPolicyDocument,
} from './policyDocument.ts'

/** How many items are read to tell what a document is. */
const looked = 8

/** Reads the versions of one document; an edit of one rule reads that rule only, where its dialect can. */
export class PolicyReader {
  private dialect: Dialect | null = null
  private reason = ''
  private slices: SliceReader | null = null
  private load: ((document: PolicyText, sliced: SlicedYaml) => PolicyModel) | null = null

  /** What `readPolicyDocument` gives, as far as the text is whole. */
  read(path: string, text: string, options: ReadingOptions = {}): PolicyDocument | null {
    return (
      (options.further?.length ? null : this.readSlices(path, text, options)) ?? this.readWhole(path, text, options)
    )
  }

  /** How many characters of a text are still to be read before `read` has only to put it together. */
  unread(text: string, options: ReadingOptions = {}): number {
    if (options.further?.length) return 0
    if (this.dialect === null) this.detect(text, options)
    return Math.ceil(text.length * (this.slices?.unread(text) ?? 0))
  }

  /**
   * Reads a text's items a part at a time, so that others get their turn in between. A part is the document as if its
   * items from number `first` on, as many as `enough` lets it take, were all it has; null behind the last one, and where
   * only `read` can tell.
   */
  part(
    path: string,
    text: string,
    first: number,
    enough: (items: number) => boolean,
  ): { readonly document: PolicyDocument; readonly next: number } | null {
    const sliced = this.slices?.part(text, first, enough)
    const document = sliced && this.sliced(path, text, sliced)
    return document ? { document, next: first + sliced.slices.length } : null
  }

  /** A broken text of a document met for the first time is read again item by item, so that what is said of it is what would be said had it been whole before. */
  private readWhole(path: string, text: string, options: ReadingOptions): PolicyDocument | null {
    const document = readPolicyDocument(path, text, options)
    if (document === null || document.dialect === this.dialect) return document
    this.become(document.dialect, document.reason)
    const isAlone = !options.further?.length
    return (document.wellFormed || !isAlone ? null : this.readSlices(path, text, options)) ?? document
  }

  private readSlices(path: string, text: string, options: ReadingOptions): PolicyDocument | null {
    if (this.dialect === null) this.detect(text, options)
    const sliced = this.slices?.update(text)
    return sliced ? this.sliced(path, text, sliced) : null
  }

  private sliced(path: string, text: string, sliced: SlicedYaml): PolicyDocument | null {
    const { dialect, load } = this
    if (dialect === null || load === null) return null
    const named = modelineOf(sliced.firstComments)?.dialect
    if (named !== undefined && named !== dialect.name) return null
    return new SlicedDocument(path, text, dialect, this.reason, load({ path, text }, sliced), sliced)
  }

  /** Tells from what stands around the list and its first items, where that is enough to be certain. */
  private detect(text: string, options: ReadingOptions): void {
    const cut = split(text, [...new Set(dialects.flatMap(({ slices }) => slices?.keys ?? []))])
    const end = cut?.starts[looked]
    if (!cut || end === undefined) return
    const first = chosenDialect(readYaml(text.slice(0, end) + text.slice(cut.trailer), coreYaml), options)
    if (first?.confidence.level === 'certain' && first.dialect.slices)
      this.become(first.dialect, first.confidence.reason)
  }

  private become(dialect: Dialect, reason: string): void {
    this.dialect = dialect
    this.reason = reason
    const { slices } = dialect
    this.slices = slices ? new SliceReader(slices.keys, slices.read, slices.broken) : null
    this.load = slices?.loader() ?? null
  }
}

/** A policy read item by item; what not every version is asked for is made when it is. */
class SlicedDocument implements PolicyDocument {
  readonly path: string
  readonly text: string
  readonly dialect: Dialect
  readonly reason: string
  readonly model: PolicyModel
  readonly comments: readonly YamlComment[]
  readonly wellFormed: boolean
  private compiled: Policy | null = null

  constructor(path: string, text: string, dialect: Dialect, reason: string, model: PolicyModel, sliced: SlicedYaml) {
    this.path = path
    this.text = text
    this.dialect = dialect
    this.reason = reason
    this.model = model
    this.comments = sliced.addressed
    this.wellFormed = !sliced.problems.some(({ kind }) => kind === 'syntax')
  }

  get policy(): Policy {
    this.compiled ??= this.dialect.compile(this.model)
    return this.compiled
  }
}
