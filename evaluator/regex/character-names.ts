import { CHARACTER_NAMES, FIRST_WORDS } from './character-names.generated.ts'

/** The code point of that name (in any case), `undefined` when no character has it, `unlisted` when it is not among the names kept here. */
export function characterNamed(given: string): number | 'undefined' | 'unlisted' {
  const name = given.toUpperCase()
  const ideograph = /^CJK UNIFIED IDEOGRAPH-([0-9A-F]{4,5})$/.exec(name)?.[1]
  if (ideograph !== undefined && /^[4-9]/.test(ideograph) && ideograph.length === 4) {
    const code = Number.parseInt(ideograph, 16)
    return code >= 0x4e00 ? code : 'unlisted'
  }
  for (const entry of CHARACTER_NAMES.split(';')) {
    const space = entry.indexOf(' ')
    if (entry.slice(space + 1) === name) return Number.parseInt(entry.slice(0, space), 16)
  }
  const firstWord = name.split(/[ -]/, 1)[0] ?? ''
  return FIRST_WORDS.split(' ').includes(firstWord) ? 'unlisted' : 'undefined'
}
