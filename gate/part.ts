import { createRequire } from 'node:module'
import path from 'node:path'

const inBundle = typeof __filename === 'string'

/**
 * A part of the gate that is loaded only when it is needed: its bundle `NAME.cjs` beside this one, or the source at
 * `source`, a path from the repository's root. Throws what loading throws.
 */
export function loadPart(name: string, source: string): unknown {
  if (inBundle) return require(path.join(__dirname, `${name}.cjs`))
  return createRequire(import.meta.filename)(path.join(import.meta.dirname, '..', source))
}

/** The file of a part that a thread or a process of its own is started with. */
export function partFile(name: string, source: string): string {
  return inBundle ? path.join(__dirname, `${name}.cjs`) : path.join(import.meta.dirname, '..', source)
}
