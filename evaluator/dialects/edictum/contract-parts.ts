import type { Json } from '../../json/values.ts'
import { codePointLength } from '../../python/codepoints.ts'
import { type Entry, stringOf } from '../../yaml/node.ts'
import { Fields, type Findings, type Renamed } from './findings.ts'
import type { ContractBase } from './model.ts'
import type { PatternReader } from './patterns.ts'
import { dictEntries, readCount, readMap, readStrings, readText, readWord, toJson, toLogged } from './read.ts'
import { defaultTimeout, maxMessage, type Words } from './words.ts'

/** What reading one contract needs beside its node. */
export interface ContractReader {
  readonly found: Findings
  readonly patterns: PatternReader
  readonly words: Words
  readonly renamed: Renamed
  readonly document: number
  readonly candidate: boolean
}

/** What a `then` holds that every kind of contract shares. */
export interface Then {
  readonly fields: Fields
  readonly effect: string
  readonly parts: Pick<ContractBase, 'message' | 'tags' | 'metadata' | 'metadataBroken'>
}

/** Reads `then`; `effects` are the words it may take, `further` keys beside the common ones. Null where there is none. */
export function readThen(
  reader: ContractReader,
  fields: Fields,
  effects: readonly string[],
  further: readonly string[],
): Then | null {
  const { found, words, renamed } = reader
  const entry = fields.need('then')
  const map = entry && readMap(found, entry.value, '`then`')
  if (map === undefined) return null
  const then = new Fields(found, map, '`then`', [words.effectKey, 'message', 'tags', 'metadata', ...further], renamed)
  const effectEntry = then.need(words.effectKey)
  const effect = effectEntry && readWord(found, effectEntry.value, `\`${words.effectKey}\``, effects, renamed)
  const message = readMessage(found, then.need('message'))
  const tags = then.get('tags')
  const metadata = then.get('metadata')
  const data = metadata && readMap(found, metadata.value, '`metadata`')
  const entries = data ? dictEntries(data) : []
  return {
    fields: then,
    effect: effect ?? '',
    parts: {
      message: message ?? '',
      tags: (tags && readStrings(found, tags.value, '`tags`', 0, 1)) ?? [],
      metadata: data ? (toLogged(toJson(data)) as { [key: string]: Json }) : {},
      metadataBroken: entries.some(({ key }) => stringOf(key) === undefined),
    },
  }
}

/** The message under `entry`: 1 to 500 characters. */
export function readMessage(found: Findings, entry: Entry | undefined): string | undefined {
  const text = entry && readText(found, entry.value, '`message`', 1)
  if (entry === undefined || text === undefined) return undefined
  const length = codePointLength(text)
  if (length <= maxMessage) return text
  const message = `\`message\` may be ${maxMessage} characters long; this one is ${length}.`
  found.add('too-long', 'schema', entry.value.range, message)
  return undefined
}

/** `timeout` and what follows when it passes, with the engine's defaults. */
export function readTimeout(
  { found, words, renamed }: ContractReader,
  fields: Fields,
): { timeout: Json; timeoutEffect: 'deny' | 'allow' } {
  const timeout = fields.get('timeout')
  const after = fields.get(words.timeoutKey)
  const word = after && readWord(found, after.value, `\`${words.timeoutKey}\``, [words.deny, 'allow'], renamed)
  return {
    timeout: (timeout && readCount(found, timeout.value, '`timeout`')) ?? defaultTimeout,
    timeoutEffect: word === 'allow' ? 'allow' : 'deny',
  }
}
