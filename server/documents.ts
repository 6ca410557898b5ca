import { fileURLToPath } from 'node:url'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { FilesNamedBy, PolicyDocument, ReadingOptions } from '../analysis/policyDocument.ts'
import { PolicyReader } from '../analysis/policyReader.ts'
import { isTestFilePath, type TestFile, testFileAt } from '../analysis/tests/testFile.ts'
import { areCurrent, pathsCalledFor } from '../audit/named-files.ts'
import type { NamedFiles } from '../evaluator/text.ts'
import { byContent, type DialectFor } from './dialectSetting.ts'
import { TextSnapshot } from './textSnapshot.ts'

const long = 100_000

/** What one version of an open document is to us. */
export interface OpenDocument {
  readonly uri: string
  readonly path: string
  readonly text: TextDocument
  /** Null for documents that are no policy. */
  readonly policy: PolicyDocument | null
  /** Null for documents that are no test file. */
  readonly tests: TestFile | null
  /** The last version that could be read: what features show while the text is broken. */
  readonly lastGood: OpenDocument | null
}

/** The open documents of ours, each read once per version. */
export class Documents {
  private readonly byUri = new Map<string, OpenDocument>()
  private readonly readers = new Map<string, PolicyReader>()
  private readonly named = new Map<string, NamedFiles>()
  private readonly dialectFor: DialectFor
  /** Where the documents come from that policies call for; absent where nothing but the text itself is known. */
  readonly namedBy: FilesNamedBy | undefined
  /** Hears which files a version calls for, whenever one is read. */
  calledFor: (uri: string, paths: readonly string[]) => void = () => {}

  constructor(dialectFor: DialectFor = byContent, namedBy?: FilesNamedBy) {
    this.dialectFor = dialectFor
    this.namedBy = namedBy
  }

  /** Reads a new version of a document. */
  update(text: TextDocument): OpenDocument {
    const before = this.byUri.get(text.uri)
    if (before?.text.version === text.version && this.isCurrent(before)) return before
    const opened = readDocument(text, before ?? null, this.readerOf(text.uri), this.optionsFor(text.uri))
    this.byUri.set(text.uri, opened)
    this.calledFor(text.uri, pathsCalledFor(opened.policy?.model.further ?? []))
    return opened
  }

  /** Whether what a document calls for is still as it was when it was read. */
  isCurrent({ uri, policy }: OpenDocument): boolean {
    const named = this.named.get(uri)
    return policy === null || named === undefined || areCurrent(policy.model.further, named)
  }

  /** How many characters of a version are still to be read item by item before `update` answers at once. */
  unread(text: TextDocument): number {
    if (this.byUri.get(text.uri)?.text.version === text.version || isTestFilePath(pathOf(text.uri))) return 0
    return this.readerOf(text.uri).unread(text.getText(), this.optionsFor(text.uri))
  }

  /** Reads some of what is unread: see `PolicyReader.part`. */
  part(text: TextDocument, first: number, enough: (items: number) => boolean): ReadPart | null {
    const path = pathOf(text.uri)
    const part = this.readerOf(text.uri).part(path, text.getText(), first, enough)
    if (part === null) return null
    const { document: policy, next } = part
    return { document: { uri: text.uri, path, text, policy, tests: null, lastGood: null }, next }
  }

  get(uri: string): OpenDocument | undefined {
    return this.byUri.get(uri)
  }

  close(uri: string): void {
    this.byUri.delete(uri)
    this.readers.delete(uri)
    this.named.delete(uri)
    this.calledFor(uri, [])
  }

  /** Drops what was read, so that every document is read anew when it is next asked for. */
  forget(): void {
    this.byUri.clear()
    this.readers.clear()
    this.named.clear()
  }

  all(): IterableIterator<OpenDocument> {
    return this.byUri.values()
  }

  private readerOf(uri: string): PolicyReader {
    const reader = this.readers.get(uri) ?? new PolicyReader()
    this.readers.set(uri, reader)
    return reader
  }

  /** A document stays of the dialect it was of, unless a setting says otherwise. */
  private optionsFor(uri: string): ReadingOptions {
    const before = this.byUri.get(uri)
    const dialect = this.dialectFor(pathOf(uri)) ?? (before?.policy ?? before?.lastGood?.policy)?.dialect.name
    const named = this.filesFor(uri)
    return { ...(dialect !== undefined && { dialect }), ...(named && { named }) }
  }

  private filesFor(uri: string): NamedFiles | undefined {
    const known = this.named.get(uri) ?? this.namedBy?.(pathOf(uri))
    if (known) this.named.set(uri, known)
    return known
  }
}

/** Some items of a document that is read in parts, as if they were all it has, and the number of the next one. */
export interface ReadPart {
  readonly document: OpenDocument
  readonly next: number
}

/** Any other text than a snapshot is changed in place by the next edit, so what is kept is a copy. */
function readDocument(
  live: TextDocument,
  before: OpenDocument | null,
  reader: PolicyReader,
  options: ReadingOptions,
): OpenDocument {
  const content = live.getText()
  const text =
    live instanceof TextSnapshot ? live : TextDocument.create(live.uri, live.languageId, live.version, content)
  const path = pathOf(text.uri)
  const tests = stays(before, content) ? null : testFileAt(path, content)
  const policy = tests ? null : reader.read(path, content, options)
  const good = before && isGood(before) ? before : (before?.lastGood ?? null)
  return { uri: text.uri, path, text, policy, tests, lastGood: good && { ...good, lastGood: null } }
}

/** A long policy stays one while it is edited: looking through it for what tests are made of would cost each edit more than reading the change. */
function stays(before: OpenDocument | null, content: string): boolean {
  return content.length > long && before?.policy?.wellFormed === true
}

/** True when the text is what it should be: a test file, or a policy that its engine loads. */
function isGood({ policy, tests }: OpenDocument): boolean {
  return tests !== null || (policy?.wellFormed === true && policy.model.refused === null)
}

/** The version that features show: this one, or the last good one while this one is no YAML. */
export function shownVersion(document: OpenDocument): OpenDocument {
  const readable = document.tests !== null || document.policy?.wellFormed === true
  return readable ? document : (document.lastGood ?? document)
}

/** The last version that the engine loads, so that lenses neither vanish nor lie while a word is half typed. */
export function loadedVersion(document: OpenDocument): OpenDocument {
  return isGood(document) ? document : (document.lastGood ?? document)
}

/** The file's path; the URI itself where it names no file. */
export function pathOf(uri: string): string {
  return uri.startsWith('file:') ? fileURLToPath(uri) : uri
}
