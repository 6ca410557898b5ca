import { isDeepStrictEqual } from 'node:util'
import { escapeForDisplay } from '../../audit/display.ts'
import { subjectOf } from '../../audit/subject.ts'
import { type Call, type Given, nothingGiven } from '../../evaluator/call.ts'
import { isObject, type Json, Unknown } from '../../evaluator/json/values.ts'
import { flow, type NewItem, quoted } from '../edits/yamlText.ts'
import { callFromJson } from '../tests/readCall.ts'

/** A case for a test file: the lines of its item, and the same as JSON. */
export interface WrittenCase extends NewItem {
  /** The call as the file says it: what the case will judge. */
  readonly call: Call
}

/** What stands for a value that the log does not hold, where no rule looks at it. */
export const notStored = 'not stored'

/** The call with a text in place of every value that was not stored; null when nothing of the arguments was. */
export function filledIn(args: Json): Json | null {
  if (args instanceof Unknown) return null
  if (Array.isArray(args)) return args.map((item) => filledIn(item) ?? notStored)
  if (!isObject(args)) return args
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, filledIn(value) ?? notStored]))
}

/** Writes a call and what is expected of it; null where a test file cannot say the call. */
export function writtenCase(call: Call, given: Given, verdict: string, rule: string | null): WrittenCase | null {
  const json = callJson(call)
  const read = callFromJson(json)
  if (read === null || !isDeepStrictEqual(read, call)) return null
  const beside = givenJson(given)
  const name = nameOf(call, verdict, rule)
  const expect: Json = rule === null ? verdict : { verdict, rule }
  const lines = [
    `name: ${quoted(name)}`,
    'call:',
    ...Object.entries(json).map(([key, value]) => `  ${key}: ${plainly(value)}`),
    ...(Object.keys(beside).length === 0 ? [] : [`given: ${flow(beside)}`]),
    `expect: ${rule === null ? verdict : `{verdict: ${verdict}, rule: ${plainly(rule)}}`}`,
  ]
  const more: { [key: string]: Json } = Object.keys(beside).length === 0 ? {} : { given: beside }
  return { call, lines, json: { name, call: json, ...more, expect } }
}

function callJson({ tool, args, extra = {}, toolAlias, ...rest }: Call): { [key: string]: Json } {
  const beside = toolAlias === undefined ? {} : { toolAlias }
  return { tool, args, ...beside, ...(rest as { [key: string]: Json }), ...extra }
}

/** A name without quotes where every reader takes it for a text. */
function plainly(value: Json): string {
  const isName = typeof value === 'string' && /^[A-Za-z][\w-]*(?:\.[\w-]+)*$/.test(value)
  return isName && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : flow(value)
}

function givenJson({ cwd, now }: Given): { [key: string]: Json } {
  return {
    ...(now === nothingGiven.now ? {} : { now: new Date(now).toISOString() }),
    ...(cwd === nothingGiven.cwd ? {} : { cwd }),
  }
}

/** In a few words: what the policy says, who says it, of which call. */
function nameOf({ tool, args }: Call, verdict: string, rule: string | null): string {
  const subject = subjectOf({ args: args as Json })
  const about = subject === '' ? tool : `${tool} ${subject}`
  const name = rule === null ? `${verdict}: ${about}` : `${verdict} by ${rule}: ${about}`
  return escapeForDisplay(name.length > 120 ? `${name.slice(0, 119)}…` : name)
}
