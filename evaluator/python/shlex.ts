/** What Python's `shlex.split(text)` gives; null where it raises `ValueError` (an open quote or a lone backslash at the end). */
export function shellSplit(text: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
      if (word !== null) words.push(word)
      word = null
    } else if (char === "'") {
      const end = text.indexOf("'", i + 1)
      if (end < 0) return null
      word = (word ?? '') + text.slice(i + 1, end)
      i = end
    } else if (char === '"') {
      const quoted = doubleQuoted(text, i + 1)
      if (quoted === null) return null
      word = (word ?? '') + quoted.text
      i = quoted.end
    } else if (char === '\\') {
      i++
      if (i >= text.length) return null
      word = (word ?? '') + text[i]
    } else word = (word ?? '') + char
  }
  if (word !== null) words.push(word)
  return words
}

function doubleQuoted(text: string, from: number): { text: string; end: number } | null {
  let inner = ''
  for (let i = from; i < text.length; i++) {
    const char = text[i] as string
    if (char === '"') return { text: inner, end: i }
    if (char !== '\\') inner += char
    else {
      const next = text[++i]
      if (next === undefined) return null
      inner += next === '"' || next === '\\' ? next : `\\${next}`
    }
  }
  return null
}
