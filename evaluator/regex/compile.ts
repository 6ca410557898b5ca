import { runnable } from './execute.ts'
import { parseJavaScript } from './parse-javascript.ts'
import { type ParsedPattern, parsePython } from './parse-python.ts'
import { parseRe2 } from './parse-re2.ts'
import { parseRust } from './parse-rust.ts'
import type { CompiledPattern, PatternError, PatternFlags, RegexFlavour } from './pattern.ts'
import { Refusal } from './refusal.ts'

const PARSERS: Readonly<Record<RegexFlavour, (source: string, flags: PatternFlags) => ParsedPattern>> = {
  python: parsePython,
  re2: parseRe2,
  rust: parseRust,
  javascript: parseJavaScript,
}

/** Patterns longer than this, in characters, are not read: what they cost grows with them, and nobody writes one. */
const longest = 20_000

/** Reads a pattern as its engine does. Never throws: what the engine refuses, and what has no translation, comes back as an error. */
export function compilePattern(source: string, flavour: RegexFlavour, flags: PatternFlags = {}): CompiledPattern {
  if (source.length > longest) return { ok: false, error: tooLong(source) }
  try {
    const native = flavour === 'javascript' ? nativePattern(source, flags) : null
    if (native && 'error' in native) return { ok: false, error: native.error }
    const parsed = parsePattern(source, flavour, flags)
    if ('error' in parsed && !native) return { ok: false, error: parsed.error }
    const pattern = runnable(source, flavour, 'error' in parsed ? null : parsed, native?.pattern ?? null, flags)
    if (pattern) return { ok: true, pattern }
    const message = 'the pattern is too large to be run here: its counted repeats multiply'
    return { ok: false, error: { kind: 'cannot-reproduce', message, at: { start: 0, end: source.length } } }
  } catch (error) {
    return { ok: false, error: unforeseen(error, source) }
  }
}

/** The pattern's meaning as a tree, or why there is none. Never throws. */
export function parsePattern(
  source: string,
  flavour: RegexFlavour,
  flags: PatternFlags = {},
): ParsedPattern | { readonly error: PatternError } {
  if (source.length > longest) return { error: tooLong(source) }
  try {
    return PARSERS[flavour](source, flags)
  } catch (error) {
    return { error: error instanceof Refusal ? error.error : unforeseen(error, source) }
  }
}

function nativePattern(source: string, flags: PatternFlags): { pattern: RegExp } | { error: PatternError } {
  const letters = (flags.ignoreCase ? 'i' : '') + (flags.multiline ? 'm' : '') + (flags.dotAll ? 's' : '')
  try {
    return { pattern: new RegExp(source, letters) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { error: { kind: 'invalid', message, at: { start: 0, end: source.length } } }
  }
}

function tooLong(source: string): PatternError {
  const message = `the pattern is too long to be run here: it has more than ${longest.toLocaleString('en')} characters`
  return { kind: 'cannot-reproduce', message, at: { start: 0, end: source.length } }
}

function unforeseen(error: unknown, source: string): PatternError {
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'cannot-reproduce', message, at: { start: 0, end: source.length } }
}
