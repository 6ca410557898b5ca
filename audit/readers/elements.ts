import { chunksOf, Parts, type Piece } from './lines.ts'

const [quote, backslash, comma, lineFeed] = [0x22, 0x5c, 0x2c, 0x0a]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * The elements of a JSON list, of the file as a whole or one that a member of its outer object holds, without reading
 * the whole file. What is no JSON comes out as pieces that do not parse; one cut off by the end of the file too.
 */
export function* elementsOf(file: string): Generator<Piece> {
  let [line, at, depth, inText, escaped] = [1, 0, 0, false, false]
  const opened: number[] = []
  let element: { line: number; start: number; parts: Parts } | null = null
  for (const chunk of chunksOf(file)) {
    let from = 0
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] as number
      if (byte === lineFeed) line++
      if (inText) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inText = false
        continue
      }
      const level = element === null && isList(opened, depth)
      if (level && byte > 0x20 && byte !== comma && byte !== closeBracket) {
        element = { line, start: at + index, parts: new Parts() }
        from = index
      } else if (element !== null && isList(opened, depth) && (byte === comma || byte === closeBracket)) {
        yield ended(element, chunk.subarray(from, index))
        element = null
      }
      if (byte === quote) inText = true
      else if (byte === openBrace || byte === openBracket) opened[depth++] = byte
      else if (byte === closeBrace || byte === closeBracket) depth = Math.max(0, depth - 1)
    }
    element?.parts.add(chunk.subarray(from))
    at += chunk.length
  }
  if (element !== null) yield ended(element, Buffer.alloc(0))
}

/** Whether the innermost open thing is the list: `[` or `{"…": [`. */
function isList(opened: readonly number[], depth: number): boolean {
  if (depth === 1) return opened[0] === openBracket
  return depth === 2 && opened[0] === openBrace && opened[1] === openBracket
}

function ended({ line, start, parts }: { line: number; start: number; parts: Parts }, last: Buffer): Piece {
  parts.add(last)
  return { line, start, bytes: parts.whole() }
}
