import { isObject, type Json } from '../../evaluator/json/values.ts'
import type { AuditEvent, EventKind } from '../event.ts'

/** The formats of other systems' logs that can be read. */
export type LogFormat =
  | 'edictum'
  | 'capfence'
  | 'safeclaw'
  | 'safeclaw-page'
  | 'agent-assembly'
  | 'agent-assembly-list'
  | 'orca'

/**
 * An entry of another system's log under our field names, with the entry itself in `native`. `report`: what the system
 * wrote down without a decision. `time` is empty where the entry has none.
 */
export interface ForeignEvent extends Omit<AuditEvent, 'source' | 'kind'> {
  readonly source: LogFormat
  readonly kind: EventKind | 'report'
  /** Where it stands: the line, counted from 1, or the row's id. */
  readonly seq: number
}

/** An entry's own members. */
export type Members = { readonly [key: string]: Json }

/** The member as text; undefined for another type and for empty text. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** `event` without the keys that are undefined, which do not apply to it. */
export function withoutAbsent(event: { readonly [key in keyof ForeignEvent]?: unknown }): ForeignEvent {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as unknown as ForeignEvent
}

/** An instant as the log writes it: ISO 8601, UTC, milliseconds; a text without zone is UTC; empty when it is none. */
export function timeOf(value: Json | undefined): string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return ''
  const at = new Date(/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(value) || !value.includes('T') ? value : `${value}Z`)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

/** The members that have a value, or undefined when none has. */
export function given(members: { readonly [key: string]: Json | undefined }): Json | undefined {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Json)
}

/** `value` as members, or none. */
export function membersOf(value: Json | undefined): Members {
  return isObject(value) ? value : {}
}
