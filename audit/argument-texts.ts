import { Float, isObject, type Json } from '../evaluator/json/values.ts'

/** So many characters in a row that stand in both are taken for the argument's. */
const run = 8
/** Shorter values say too little to be known again. */
const shortest = 4
/** Of a longer text only the beginning is looked for, which is what messages quote. */
const longest = 64 * 1024
const mostTexts = 2000
const marker = '[argument]'

/**
 * `text` without what it quotes of `args`: every run of 8 characters that stands in one of their strings, and whole values
 * of 4 to 7. For logs that store no arguments, where a policy's message would tell them all the same.
 */
export function withoutArguments(text: string, args: Json): string {
  const quoted = new Uint8Array(text.length)
  const runs = runsOf(text)
  for (const value of textsOf(args)) {
    if (value.length < run) markWhole(text, value, quoted)
    else markRuns(value, runs, quoted)
  }
  return replaced(text, quoted)
}

function textsOf(args: Json): Set<string> {
  const found = new Set<string>()
  const open: Json[] = [args]
  while (open.length > 0 && found.size < mostTexts) {
    const value = open.pop() ?? null
    if (Array.isArray(value)) open.push(...value)
    else if (isObject(value))
      open.push(...Object.values(value), ...Object.keys(value).filter((key) => key.length >= run))
    else {
      const text = value instanceof Float ? String(value.value) : String(value)
      if (text.length >= shortest && typeof value !== 'boolean' && value !== null) found.add(text.slice(0, longest))
    }
  }
  return found
}

/** Where each run of the text begins. */
function runsOf(text: string): ReadonlyMap<string, readonly number[]> {
  const runs = new Map<string, number[]>()
  for (let at = 0; at + run <= text.length; at++) {
    const part = text.slice(at, at + run)
    const known = runs.get(part)
    if (known === undefined) runs.set(part, [at])
    else known.push(at)
  }
  return runs
}

function markRuns(value: string, runs: ReadonlyMap<string, readonly number[]>, quoted: Uint8Array): void {
  if (runs.size === 0) return
  for (let at = 0; at + run <= value.length; at++) {
    for (const start of runs.get(value.slice(at, at + run)) ?? []) quoted.fill(1, start, start + run)
  }
}

/** A short value counts only where it stands alone. */
function markWhole(text: string, value: string, quoted: Uint8Array): void {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const alone = !/\w/.test(text[at - 1] ?? '') && !/\w/.test(text[at + value.length] ?? '')
    if (alone) quoted.fill(1, at, at + value.length)
  }
}

function replaced(text: string, quoted: Uint8Array): string {
  let out = ''
  let at = 0
  for (let start = quoted.indexOf(1); start >= 0; start = quoted.indexOf(1, at)) {
    const end = quoted.indexOf(0, start)
    out += text.slice(at, start) + marker
    at = end < 0 ? text.length : end
  }
  return out + text.slice(at)
}
