import { readdirSync } from 'node:fs'
import type { Adapter } from './adapter.ts'

const folder = new URL('./adapters/', import.meta.url)

/** Every dialect's adapter by the dialect's name: one module in `adapters/` each, exporting `adapter`. */
export const adapters: ReadonlyMap<string, Adapter> = new Map(
  await Promise.all(
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map(async (file): Promise<[string, Adapter]> => {
        const { adapter } = (await import(new URL(file, folder).href)) as { adapter: Adapter }
        return [adapter.dialect.name, adapter]
      }),
  ),
)
