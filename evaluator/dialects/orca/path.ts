import { type Json, Unknown } from '../../json/values.ts'

/** One step into a call's arguments: a member's name or a place in a list. */
export type Step = string | number

const form = /^\$(?:\.[A-Za-z0-9_-]+|\[[0-9]+\])*$/
const step = /\.([A-Za-z0-9_-]+)|\[([0-9]+)\]/g

/** The steps of `$`, `$.a.b`, `$.a[0].c`; null when the path has any other form. */
export function parsePath(text: string): readonly Step[] | null {
  if (!form.test(text)) return null
  return [...text.matchAll(step)].map(([, name, index]) => name ?? Number(index))
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(root: Json, steps: readonly Step[]): Json | undefined {
  let value: Json | undefined = root
  for (const one of steps) {
    if (typeof value !== 'object' || value === null) return undefined
    if (value instanceof Unknown) return value
    if (typeof one === 'number') value = Array.isArray(value) ? value[one] : undefined
    else
      value = !Array.isArray(value) && Object.hasOwn(value, one) ? (value as { [key: string]: Json })[one] : undefined
  }
  return value
}
