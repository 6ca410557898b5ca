import { compilePattern } from '../../regex/compile.ts'
import type { CompiledPattern, Pattern } from '../../regex/pattern.ts'
import type { Range } from '../../text.ts'
import type { ScalarNode } from '../../yaml/node.ts'
import type { Findings } from './findings.ts'

/** Compiles the regular expressions of one policy, each text once. */
export class PatternReader {
  /** Why the policy's answers cannot be reproduced: the first pattern that has no translation. */
  cannotReproduce: string | null = null
  private readonly compiled = new Map<string, CompiledPattern>()

  /** The pattern, or null where it is refused (reported) or cannot be reproduced (noted). */
  read(found: Findings, node: ScalarNode, source: string): Pattern | null {
    const known = this.compiled.get(source) ?? compilePattern(source, 'python')
    this.compiled.set(source, known)
    if (known.ok) return known.pattern
    const { kind, message, at, raises } = known.error
    const range = insideScalar(found.text, node, at)
    if (kind === 'invalid') {
      const category = raises === undefined ? 'invalid-regex' : `crash:${raises}`
      found.add('invalid-regex', category, range, `This regular expression is refused: ${message}`)
    } else {
      this.cannotReproduce ??= message
      found.problems.push({ code: 'edictum-regex-not-reproduced', severity: 'warning', range, message })
    }
    return null
  }
}

/** The place of a pattern's fault in the document; the whole scalar where the text is escaped or folded. */
function insideScalar(text: string, node: ScalarNode, at: Range): Range {
  const quote = node.style === 'plain' ? 0 : 1
  const start = node.range.start + quote
  const verbatim = node.style !== 'block' && text.slice(start, start + node.text.length) === node.text
  return verbatim ? { start: start + at.start, end: start + Math.max(at.end, at.start) } : node.range
}
