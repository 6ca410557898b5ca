import { Lexer } from 'yaml'
import { isAddressed, type YamlComment } from './comments.ts'
import type { Node } from './node.ts'
import type { YamlProblem } from './problem.ts'

/** One way to read a text as YAML. */
export type ReadYaml = (text: string) => {
  readonly root: Node | null
  readonly problems: readonly YamlProblem[]
  readonly comments: readonly YamlComment[]
}

/** One item of the list, read alone; all ranges count from the beginning of its first line. */
export interface Slice {
  /** The last one of a text that ends with the list: nothing follows it, so it is read without a sentinel. */
  readonly final: boolean
  readonly length: number
  /** Null where the item is too broken to tell. */
  readonly item: Node | null
  readonly problems: readonly YamlProblem[]
  readonly comments: readonly YamlComment[]
  /** Those of the comments that are addressed to Rehearsal. */
  readonly addressed: readonly YamlComment[]
  /** What those who look at every slice of every version keep with it, each under a key of their own. */
  readonly memo: { loaded?: unknown; checked?: unknown }
}

/** The line that stands behind each slice, and in place of all of them, so that none can swallow what follows. */
export function sentinel(column: number): string {
  return `${' '.repeat(column)}- 0\n`
}

/**
 * Reads the item at `column` that `text` consists of; null where only a whole parse can tell what it means: anchors and
 * aliases, characters that readers take for line breaks, depth, and whatever does not come back as one item and its sentinel.
 */
export function readSlice(text: string, column: number, final: boolean, read: ReadYaml): Slice | null {
  if (needsWhole(text)) return null
  const { root, problems, comments } = read(final ? text : text + sentinel(column))
  const items = root?.kind === 'list' && !root.flow ? root.items : []
  const last = final ? undefined : items[1]
  const accepted = final
    ? items.length === 1
    : items.length === 2 && last?.range.start === text.length + column + 2 && isZero(last)
  if (!accepted && !problems.some(({ kind }) => kind === 'syntax')) return null
  return {
    final,
    length: text.length,
    item: items[0] ?? null,
    problems,
    comments,
    addressed: comments.filter(isAddressed),
    memo: {},
  }
}

/** Whether `node` is the sentinel's value. */
export function isZero(node: Node): boolean {
  return node.kind === 'scalar' && node.text === '0' && node.style === 'plain' && node.tag === null
}

function needsWhole(text: string): boolean {
  if (/[\0\ufeff\u0085\u2028\u2029]|\r(?!\n)|^[-?: \t[{]{200}/m.test(text)) return true
  if (text.length > 400 && (text.match(/[[{]/g)?.length ?? 0) > 200) return true
  return (
    /(?:^|[\s,[\]{}:?\-"'])[&*][^\s]/m.test(text) &&
    [...new Lexer().lex(text)].some((token) => token[0] === '&' || token[0] === '*')
  )
}
