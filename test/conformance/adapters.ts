import { existsSync } from 'node:fs'
import type { Adapter } from './adapter.ts'

/** The adapter of a dialect: the module of its name in `adapters/`; undefined when the dialect has none. */
export async function adapterOf(dialect: string): Promise<Adapter | undefined> {
  const file = new URL(`./adapters/${dialect}.ts`, import.meta.url)
  if (!existsSync(file)) return undefined
  const { adapter } = (await import(file.href)) as { adapter: Adapter }
  return adapter
}
