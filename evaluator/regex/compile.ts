import type { Node } from './ast.ts'
import { isRegular } from './ast.ts'
import { emit, flagsFor } from './emit.ts'
import { type ParsedPattern, parsePython } from './parse-python.ts'
import { parseRe2 } from './parse-re2.ts'
import { parseRust } from './parse-rust.ts'
import type { CompiledPattern, Pattern, PatternFlags, RegexFlavour } from './pattern.ts'
import { Refusal } from './refusal.ts'

const PARSERS: Readonly<
  Record<Exclude<RegexFlavour, 'javascript'>, (source: string, flags: PatternFlags) => ParsedPattern>
> = {
  python: parsePython,
  re2: parseRe2,
  rust: parseRust,
}

/** Reads a pattern as its engine does. Never throws: what the engine refuses, and what has no translation, comes back as an error. */
export function compilePattern(source: string, flavour: RegexFlavour, flags: PatternFlags = {}): CompiledPattern {
  try {
    if (flavour === 'javascript') return compileJavaScript(source, flags)
    const { node } = PARSERS[flavour](source, flags)
    return { ok: true, pattern: translated(source, flavour, node) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.error }
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, error: { kind: 'cannot-reproduce', message, at: { start: 0, end: source.length } } }
  }
}

function compileJavaScript(source: string, flags: PatternFlags): CompiledPattern {
  const letters = (flags.ignoreCase ? 'i' : '') + (flags.multiline ? 'm' : '') + (flags.dotAll ? 's' : '')
  try {
    return { ok: true, pattern: plain(source, 'javascript', source, letters, true) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, error: { kind: 'invalid', message, at: { start: 0, end: source.length } } }
  }
}

function translated(source: string, flavour: RegexFlavour, node: Node): Pattern {
  return plain(source, flavour, emit(node, 'unicode'), flagsFor('unicode'), !isRegular(node))
}

function plain(
  source: string,
  flavour: RegexFlavour,
  javaScript: string,
  flags: string,
  needsIsolation: boolean,
): Pattern {
  const search = new RegExp(javaScript, flags)
  const start = new RegExp(javaScript, `${flags}y`)
  const whole = new RegExp(`^(?:${javaScript})$`, flags.replace('m', ''))
  const all = new RegExp(javaScript, `${flags}g`)
  return {
    source,
    flavour,
    needsIsolation,
    test: (text) => search.test(text),
    testAtStart: (text) => {
      start.lastIndex = 0
      return start.test(text)
    },
    testWhole: (text) => whole.test(text),
    replaceAll: (text, replacement) => text.replace(all, () => replacement),
    findAll: (text) =>
      Array.from(text.matchAll(all), ({ index, 0: match }) => ({ start: index, end: index + match.length })),
  }
}
