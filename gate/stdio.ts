import { readSync, writeSync } from 'node:fs'

/** What came in on stdin: its text, or why it cannot be used. */
export type Input =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: { code: string; message: string } }

/** Longer payloads are read to their end, so that the agent is not left with a broken pipe, but not kept. */
const longest = 64 * 1024 * 1024

/** All of stdin as UTF-8. Never throws. */
export function readStdin(): Input {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(64 * 1024)
      const length = patiently(() => readSync(0, chunk, 0, chunk.length, null))
      if (length === 0) break
      size += length
      if (size <= longest) chunks.push(chunk.subarray(0, length))
    }
    if (size > longest) {
      return bad('too-large', `The agent sent a payload of ${size} bytes; the longest that is judged has ${longest}.`)
    }
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const code = error instanceof TypeError ? 'not-utf8' : 'no-input'
    return bad(code, `What the agent sent cannot be read (${why}).`)
  }
}

/** Writes all of `text` before it returns; false when nobody reads. */
export function writeOut(fd: 1 | 2, text: string): boolean {
  const bytes = Buffer.from(text)
  try {
    for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(fd, bytes, at))
    return true
  } catch {
    return false
  }
}

/** A pipe that is not ready yet is asked again; the end of a closed one is its end. */
function patiently(attempt: () => number): number {
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
    }
  }
}

function bad(code: string, message: string): Input {
  return { ok: false, problem: { code, message } }
}
