import { type Call, type Given, nothingGiven } from '../../evaluator/call.ts'
import type { Json } from '../../evaluator/json/values.ts'
import type { Range } from '../../evaluator/text.ts'
import type { YamlComment } from '../../evaluator/yaml/comments.ts'
import { coreYaml } from '../../evaluator/yaml/core.ts'
import { readYaml } from '../../evaluator/yaml/read.ts'
import { toJson } from '../../evaluator/yaml/toJson.ts'
import { type CaseProblem, caseIds, type Expectation, type TestCase } from './testCase.ts'
import { arrowSlip, fixOf, isMeantAsTest, wordSlip } from './testCommentSlips.ts'

export const testCommentGrammar =
  'test: [as AGENT] TOOL [{args}] [output "text"] [in enforce|observe] => VERDICT [by RULE]'

/** The test cases among a document's comments, and the comments that look like one but cannot be read. */
export function testCommentsOf(comments: readonly YamlComment[]): {
  readonly cases: readonly TestCase[]
  readonly problems: readonly CaseProblem[]
} {
  const written = comments.flatMap(({ text, range }) => {
    const body = /^#\s*test:(.*)$/s.exec(text)?.[1]?.trim()
    const isTest = body !== undefined && (body.includes('=>') || isMeantAsTest(body))
    return isTest ? [{ body, range, at: range.start + text.indexOf(body) }] : []
  })
  const ids = caseIds(written.map(({ body }) => body))
  const cases: TestCase[] = []
  const problems: CaseProblem[] = comments.flatMap((comment) => wordProblem(comment) ?? [])
  for (const [index, { body, range, at }] of written.entries()) {
    const read = readTestComment(body, range, ids[index] ?? '')
    if ('message' in read) problems.push(arrowProblem(body, at) ?? read)
    else cases.push(read)
  }
  return { cases, problems }
}

function arrowProblem(body: string, at: number): CaseProblem | null {
  const slip = arrowSlip(body, at)
  const why = `\`${slip?.typed}\` stands where \`=>\` should`
  return slip && { ...problem(slip.range, why), fixes: [fixOf(slip)] }
}

/** A comment that would be a test, were its first word `test:`. */
function wordProblem(comment: YamlComment): CaseProblem | null {
  const found = wordSlip(comment)
  if (found === null || 'message' in readTestComment(found.body, comment.range, '')) return null
  const { slip } = found
  const message = `\`${slip.typed}\` begins no test, so this one is never run. Did you mean \`test:\`?`
  return { code: 'nearly-a-test', severity: 'warning', range: slip.range, message, fixes: [fixOf(slip)] }
}

/** Reads what stands behind `# test:`; `range` is the comment's. */
export function readTestComment(body: string, range: Range, id: string): TestCase | CaseProblem {
  const reader = new Reader(body)
  const agent = reader.word('as') ? reader.name() : undefined
  const tool = reader.name()
  if (tool === undefined || tool === '') return problem(range, 'it names no tool')
  const args = reader.flowMap()
  if (args === 'broken') return problem(range, 'its arguments are not a YAML flow map in braces')
  const output = reader.word('output') ? reader.value() : undefined
  const mode = reader.word('in') ? reader.name() : undefined
  if (mode !== undefined && mode !== 'enforce' && mode !== 'observe') {
    return problem(range, '`in` takes `enforce` or `observe`')
  }
  if (!reader.arrow()) {
    const rest = reader.rest()
    const isAlone = rest === '' || !body.includes('=>')
    return problem(range, isAlone ? 'no `=>` with a verdict follows' : `\`${rest}\` is not understood before \`=>\``)
  }
  const verdict = reader.name()
  if (verdict === undefined || verdict === '') return problem(range, 'it names no verdict behind `=>`')
  const rule = reader.word('by') ? unquote(reader.takeRest()) : undefined
  if (reader.rest() !== '') return problem(range, `\`${reader.rest()}\` is not understood behind the verdict`)
  const call: Call = {
    tool,
    args: args ?? {},
    ...(agent === undefined ? {} : { agent }),
    ...(output === undefined ? {} : { output }),
  }
  const given: Given = mode === undefined ? nothingGiven : { ...nothingGiven, modeOverride: mode }
  const expect: Expectation = rule === undefined ? { verdict } : { verdict, rule }
  return { id, label: body, range, call, before: [], given, counters: null, expect }
}

function problem(range: Range, why: string): CaseProblem {
  return { code: 'test-comment', range, message: `This test cannot be read: ${why}. Write \`${testCommentGrammar}\`.` }
}

function unquote(text: string): string {
  const quoted = /^(["'])(.*)\1$/s.exec(text)
  return quoted?.[2] ?? text
}

/** Reads a comment's body from left to right; every method skips blanks and takes what it names, or nothing. */
class Reader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  rest(): string {
    return this.text.slice(this.at).trim()
  }

  takeRest(): string {
    const rest = this.rest()
    this.at = this.text.length
    return rest
  }

  word(expected: string): boolean {
    return this.take(new RegExp(`${expected}(?=\\s)`, 'y')) !== undefined
  }

  arrow(): boolean {
    return this.take(/=>/y) !== undefined
  }

  name(): string | undefined {
    const quoted = this.take(/"[^"]*"|'[^']*'/y)
    return quoted === undefined ? this.take(/(?!=>)[^\s{]+/y) : unquote(quoted)
  }

  /** A quoted text or a flow value; undefined when neither stands here. */
  value(): Json | undefined {
    const quoted = this.take(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/y)
    if (quoted !== undefined) return parseFlow(quoted) ?? undefined
    const map = this.flowMap()
    return map === undefined || map === 'broken' ? this.take(/(?!=>)\S+/y) : map
  }

  flowMap(): Json | undefined | 'broken' {
    this.take(/\s*/y)
    if (this.text[this.at] !== '{') return undefined
    const end = closingBrace(this.text, this.at)
    if (end === -1) return 'broken'
    const parsed = parseFlow(this.text.slice(this.at, end + 1))
    this.at = end + 1
    return parsed === null ? 'broken' : parsed
  }

  private take(pattern: RegExp): string | undefined {
    const blank = /\s*/y
    blank.lastIndex = this.at
    blank.exec(this.text)
    pattern.lastIndex = blank.lastIndex
    const found = pattern.exec(this.text)
    if (found === null) return undefined
    this.at = pattern.lastIndex
    return found[0]
  }
}

/** Where the brace at `open` closes, quoted texts skipped; -1 when it does not. */
function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const char = text[at]
    if ((char === '"' || char === "'") && /[\s{[:,]/.test(text[at - 1] ?? ' ')) {
      const quoted = char === '"' ? /"(?:[^"\\]|\\.)*"/y : /'(?:[^']|'')*'/y
      quoted.lastIndex = at
      if (quoted.exec(text) === null) return -1
      at = quoted.lastIndex - 1
    } else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return at
  }
  return -1
}

function parseFlow(text: string): Json | null {
  const { root, problems } = readYaml(text, coreYaml)
  return root === null || problems.length > 0 ? null : toJson(root)
}
