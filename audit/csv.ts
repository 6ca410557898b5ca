import type { Json } from '../evaluator/json/values.ts'
import { escapeForDisplay } from './display.ts'
import { jsonText } from './json-text.ts'
import { eventColumns } from './row.ts'

const columns = ['seq', ...Object.keys(eventColumns), 'prev_hash', 'hash']
/** What a spreadsheet takes for a formula at the start of a cell, in either width. */
const formula = /^\s*[=+\-@＝＋－＠]/
const needsQuotes = /[",;]|^\s|\s$/

/** The names of the columns. */
export const csvHead = `${columns.join(',')}\r\n`

/**
 * One event as a line of CSV (RFC 4180). Lists and objects stand as JSON; what could run as a formula gets an apostrophe
 * in front; characters that hide or reorder text are escaped, line breaks too, so an event is always one line.
 */
export function csvLine(event: object): string {
  const members = event as { readonly [key: string]: Json | undefined }
  return `${columns.map((column) => cell(members[column])).join(',')}\r\n`
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  const text = escapeForDisplay(typeof value === 'string' ? value : jsonText(value))
  const guarded = formula.test(text) ? `'${text}` : text
  return needsQuotes.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
