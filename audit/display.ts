/**
 * C0 and C1 controls, soft hyphen, zero-width, bidi and interlinear marks, line and paragraph separators, the byte
 * order mark, tag characters and lone surrogates: what can hide, reorder or forge text where rows are shown.
 */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** `text` on one line, with every character that could hide or reorder something written as an escape. */
export function escapeForDisplay(text: string): string {
  return text.replace(unsafe, escapeCharacter)
}

/** The same for text of several lines: line feeds and tabs stay. */
export function escapeLinesForDisplay(text: string): string {
  return text.replace(unsafe, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  )
}

/** JSON text of the same value, with such characters, which stand in its strings alone, written as JSON escapes. */
export function escapeJsonForDisplay(json: string): string {
  return json.replace(unsafe, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

function escapeCharacter(character: string): string {
  const known = short[character]
  if (known !== undefined) return known
  const code = character.codePointAt(0) ?? 0
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}
