import { blanks, type Cursor } from '../python/cursor.ts'
import type { Token } from '../python/tokens.ts'

const nameChar = /^[0-9A-Za-z_-]$/
const uriChar = /^[0-9A-Za-z_\-;/?:@&=+$.!~*'()%]$/
const verbatimChar = /^[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]$/

/** Scans `!tag`, `!!tag`, `!handle!tag`, `!<verbatim>` or a bare `!` as libyaml does: in brackets a comma ends it. */
export function scanTag(cursor: Cursor, inFlow: boolean): Token {
  const start = cursor.at
  let handle: string | null = null
  let text = '!'
  if (cursor.peek(1) === '<') {
    cursor.forward(2)
    text = takeWhile(cursor, verbatimChar)
    if (text === '' || cursor.peek() !== '>') cursor.fail('A tag that begins with `!<` ends with `>`.')
    cursor.forward()
  } else {
    let length = 1
    while (nameChar.test(cursor.peek(length))) length++
    const hasHandle = cursor.peek(length) === '!'
    handle = cursor.take(hasHandle ? length + 1 : 1)
    text = takeWhile(cursor, uriChar)
    if (text === '') {
      if (hasHandle) cursor.fail('A tag needs a name.')
      handle = null
      text = '!'
    }
  }
  if (!cursor.is(blanks) && !(inFlow && cursor.peek() === ',')) cursor.fail('A space must follow a tag.')
  return { kind: 'tag', start, end: cursor.at, text, handle }
}

function takeWhile(cursor: Cursor, allowed: RegExp): string {
  let length = 0
  while (allowed.test(cursor.peek(length))) length++
  return cursor.take(length)
}
