import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseJson } from '../../evaluator/json/parse.ts'
import type { Vector } from '../conformance/adapter.ts'

/** Where the recorded answers lie: the folder that `REHEARSAL_VECTORS` names, else beside the checkout; null elsewhere. */
function vectorFolder(): string | null {
  const folder = process.env.REHEARSAL_VECTORS ?? '../shared/conformance'
  return existsSync(folder) ? folder : null
}

/** The recorded answers of a dialect's engine; an empty list where they are not at hand. */
export function vectorsOf(dialect: string): readonly Vector[] {
  const file = `${vectorFolder()}/${dialect}.dev.jsonl.gz`
  if (!existsSync(file)) return []
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => parseJson(line) as unknown as Vector)
}
