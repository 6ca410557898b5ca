import { DocumentFindings } from '../../findings.ts'
import type { Entry } from '../../yaml/node.ts'
import { type Category, categories } from './settled.ts'

/** Collects what is wrong with one document of this dialect while it is read. */
export class Findings extends DocumentFindings<Category> {
  constructor(text: string) {
    super(text, 'sandbox', categories)
  }
}

/** The string under `entry`; reports anything else, and blank ones where `blank` forbids them. */
export function readString(
  found: Findings,
  entry: Entry,
  where: string,
  blank: 'blank-ok' | 'not-blank',
): string | null {
  const { value } = entry
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    found.wrongType(value, where, 'a string')
    return null
  }
  if (blank === 'not-blank' && value.value.trim() === '') {
    found.add('shape', value.range, `${where} must not be blank.`)
    return null
  }
  return value.value
}
