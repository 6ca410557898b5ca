import { blanks, breaks, Cursor } from '../python/cursor.ts'
import { YamlFailure } from '../python/failure.ts'
import { Scanner } from '../python/scanner.ts'
import { scanTag } from './scan-tag.ts'

/** Knows no escapes of surrogates, and counts a byte order mark as a column: libyaml skips one only when it looks for the encoding, which serde_yaml names. */
class LibyamlCursor extends Cursor {
  override readonly takesSurrogates: boolean = false

  override forward(length = 1): void {
    const marks = this.text.slice(this.at, this.at + length).split('\ufeff').length - 1
    const { line } = this
    super.forward(length)
    if (this.line === line) this.column += marks
  }
}

/** The scanner of libyaml where it differs from PyYAML's, of which it is the model: tabs, and where errors stand. */
export class LibyamlScanner extends Scanner {
  constructor(text: string) {
    super(text, new LibyamlCursor(text))
  }

  protected override skipToToken(): void {
    const { cursor } = this
    for (;;) {
      if (cursor.column === 0 && cursor.peek() === '\ufeff') cursor.forward()
      cursor.skip(this.depth !== 0 || !this.keyAllowed ? ' \t' : ' ')
      cursor.comment()
      if (cursor.lineBreak() === '') return
      if (this.depth === 0) this.keyAllowed = true
    }
  }

  protected override noColon(): never {
    throw new YamlFailure('ParserError', this.cursor.at, 'A key stands before this, and no `:` follows it.')
  }

  protected override fetchTag(): void {
    this.tokens.push(scanTag(this.cursor, this.depth !== 0))
  }

  protected override fetchPlain(): void {
    const { cursor } = this
    const start = cursor.at
    let end = start
    let text = ''
    let gap = ''
    this.keyAllowed = false
    for (;;) {
      if (cursor.column === 0 && (cursor.isMarker('---') || cursor.isMarker('...'))) break
      const length = cursor.peek() === '#' ? 0 : this.plainLength()
      if (length > 0) {
        text += gap + cursor.take(length)
        end = cursor.at
        this.keyAllowed = false
      }
      if (cursor.peek() === '#' || !cursor.is(` \t${breaks}`)) break
      const next = this.plainGap()
      gap = next.text
      if (next.brokeLine) this.keyAllowed = true
      if (this.depth === 0 && cursor.column < this.indent + 1) break
    }
    this.tokens.push({ kind: 'scalar', start, end, text, style: 'plain' })
  }

  private plainLength(): number {
    const { cursor } = this
    const inFlow = this.depth !== 0
    for (let length = 0; ; length++) {
      const char = cursor.peek(length)
      if (blanks.includes(char)) return length
      if (char === ':' && inFlow && cursor.is(',?[]{}', length + 1)) {
        cursor.forward(length)
        cursor.fail('A `:` cannot stand here; put the text in quotes, or a blank behind the colon.')
      }
      if (char === ':' && cursor.is(blanks, length + 1)) return length
      if (inFlow && ',[]{}'.includes(char)) return length
    }
  }

  private plainGap(): { text: string; brokeLine: boolean } {
    const { cursor } = this
    let blank = ''
    let first = ''
    let further = ''
    while (cursor.is(` \t${breaks}`) && cursor.at < cursor.text.length) {
      if (cursor.is(breaks)) {
        if (first === '') first = cursor.lineBreak()
        else further += cursor.lineBreak()
      } else {
        if (first !== '' && cursor.peek() === '\t' && cursor.column < this.indent + 1) {
          cursor.fail('A tab cannot indent a line; use spaces.')
        }
        if (first === '') blank += cursor.take(1)
        else cursor.forward()
      }
    }
    if (first === '') return { text: blank, brokeLine: false }
    if (first !== '\n') return { text: first + further, brokeLine: true }
    return { text: further === '' ? ' ' : further, brokeLine: true }
  }
}
