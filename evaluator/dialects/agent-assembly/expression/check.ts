import { closestWord } from '../../../words.ts'
import {
  isIdentifierCharacter,
  isWhitespace,
  isWordCharacter,
  knownVariables,
  levels,
  parseRustFloat,
  tiers,
  wordOperators,
} from './words.ts'

/** Why the gateway refuses an expression when it loads it, and the word in question (offsets in the expression). */
export interface ExpressionError {
  readonly message: string
  readonly at: number
  readonly word: string
  /** What to write instead, where something is near. */
  readonly instead?: string
}

const skipped: ReadonlySet<string> = new Set(['AND', 'OR', 'true', 'false', ...wordOperators, ...levels, ...tiers])

/** The first thing for which the gateway refuses an expression; null when it loads (and then may still always fire). */
export function checkExpression(source: string): ExpressionError | null {
  if (!/\P{White_Space}/u.test(source)) {
    return { message: 'The expression is empty; remove the key instead.', at: 0, word: source }
  }
  return checkLevels(source) ?? checkVariables(source)
}

function checkLevels(source: string): ExpressionError | null {
  let at = 0
  while (at < source.length) {
    if (source[at] !== 'L') {
      at++
      continue
    }
    const word = take(source, at, isIdentifierCharacter)
    if (/^L[0-9]+$/.test(word) && !levels.includes(word)) {
      const message = `\`${word}\` is no governance level: the gateway knows ${levels.join(', ')} and looks for them even inside quotes.`
      return { message, at, word }
    }
    at += word.length
  }
  return null
}

function checkVariables(source: string): ExpressionError | null {
  let at = 0
  while (at < source.length) {
    const character = String.fromCodePoint(source.codePointAt(at) as number)
    if (character === '[') at = after(source.indexOf(']', at), source)
    else if (character === '"') at = skipQuoted(source, at)
    else if (!isWhitespace(character) && isWordCharacter(character)) {
      const word = take(source, at, isWordCharacter)
      if (!skipped.has(word) && parseRustFloat(word) === null && !isVariable(word)) return unknown(word, at)
      at += word.length
    } else at += character.length
  }
  return null
}

function isVariable(word: string): boolean {
  if (word.startsWith('args.') && word.length > 'args.'.length) return true
  if (word === 'tool_result' || (word.startsWith('tool_result.') && word.length > 'tool_result.'.length)) return true
  return knownVariables.includes(word)
}

function unknown(word: string, at: number): ExpressionError {
  const upper = word.toUpperCase()
  if (upper === 'AND' || upper === 'OR') {
    return { message: `Write \`${upper}\` in capitals; \`${word}\` is read as a variable.`, at, word, instead: upper }
  }
  if (/^[0-9]+(?:[a-zA-Z]+[0-9]*)+$/.test(word)) {
    return { message: `\`${word}\` is read as a variable; write a duration as a number of seconds.`, at, word }
  }
  const instead = closestWord(word, knownVariables)
  const hint = instead === undefined ? ' Text needs double quotes.' : ` Did you mean \`${instead}\`?`
  return {
    message: `There is no variable \`${word}\`.${hint}`,
    at,
    word,
    ...(instead === undefined ? {} : { instead }),
  }
}

function skipQuoted(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '"') return at + 1
    if (source[at] === '\\') at += source.codePointAt(at + 1) === undefined ? 0 : widthAt(source, at + 1)
  }
  return source.length
}

function widthAt(source: string, at: number): number {
  return (source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

function take(source: string, start: number, belongs: (character: string) => boolean): string {
  let end = start
  while (end < source.length) {
    const character = String.fromCodePoint(source.codePointAt(end) as number)
    if (!belongs(character)) break
    end += character.length
  }
  return source.slice(start, Math.max(end, start + 1))
}

function after(found: number, source: string): number {
  return found === -1 ? source.length : found + 1
}
