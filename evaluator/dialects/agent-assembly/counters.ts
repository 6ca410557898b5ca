import type { Counters } from '../../call.ts'
import { isObject, type Json } from '../../json/values.ts'

/** The counters after a call took, or failed to take, a token. */
export interface RateState {
  readonly granted: boolean
  readonly counters: Counters
}

/**
 * Takes one token of a tool's bucket. A bucket holds `limit` tokens, begins full and is refilled evenly over the hour; a
 * lower limit than the bucket was made with shrinks it for good. Counters: `{rate: {tool: {tokens, capacity, at}}}`, `at`
 * in milliseconds since the epoch.
 */
export function consume(counters: Counters, tool: string, limit: number, now: number): RateState {
  const before = isObject(counters) ? counters : {}
  const rate = isObject(before.rate) ? before.rate : {}
  const bucket = Object.hasOwn(rate, tool) ? rate[tool] : undefined
  const capacity = Math.min(limit, numberIn(bucket, 'capacity', limit))
  const elapsed = Math.max(0, now - numberIn(bucket, 'at', now)) / 1000
  const tokens = Math.min(capacity, numberIn(bucket, 'tokens', capacity) + (elapsed * capacity) / 3600)
  const granted = tokens >= 1
  const after = { tokens: granted ? tokens - 1 : tokens, capacity, at: now }
  const buckets = Object.fromEntries([...Object.entries(rate), [tool, after]]) as { [key: string]: Json }
  return { granted, counters: { ...before, rate: buckets } }
}

/** What was spent so far, in US dollars: `{spend: {daily, monthly}}`; nothing where the counters do not say. */
export function spendOf(counters: Counters): { readonly daily: number; readonly monthly: number } {
  const spend = isObject(counters) ? counters.spend : undefined
  return { daily: numberIn(spend, 'daily', 0), monthly: numberIn(spend, 'monthly', 0) }
}

function numberIn(value: Json | undefined, key: string, otherwise: number): number {
  const number = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return typeof number === 'number' && !Number.isNaN(number) ? number : otherwise
}
