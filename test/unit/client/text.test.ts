import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ago } from '../../../client/text/ago.ts'
import { withEdits } from '../../../client/text/edits.ts'
import { changedLines, listChanges } from '../../../client/text/lines.ts'
import { asMarkdown } from '../../../client/text/markdown.ts'
import { counted, plainLines } from '../../../client/text/plain.ts'

describe('changed lines', () => {
  test('one value', () => {
    assert.deepEqual(changedLines('a: 1\nmode: observe\nb: 2\n', 'a: 1\nmode: enforce\nb: 2\n'), [
      { sign: '-', line: 2, text: 'mode: observe' },
      { sign: '+', line: 2, text: 'mode: enforce' },
    ])
  })

  test('two places, an added line in between keeps its own number', () => {
    const changes = changedLines('a\nb\nc\nd\n', 'a\nx\nb\nc\ny\n')
    assert.deepEqual(listChanges(changes, 9), ['+ 2: x', '− 4: d', '+ 5: y'])
    assert.deepEqual(listChanges(changes, 1), ['+ 2: x', '… and 2 more'])
  })

  test('the line end is no change', () => {
    assert.deepEqual(changedLines('a\r\nb\r\n', 'a\nb\n'), [])
  })

  test('taking out the old lines and putting in the new ones makes one text of the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = changedLines(before.join('\n'), after.join('\n'))
        const gone = new Set(changes.filter(({ sign }) => sign === '-').map(({ line }) => line))
        const fresh = new Map(changes.filter(({ sign }) => sign === '+').map(({ line, text }) => [line, text]))
        const kept = before
          .join('\n')
          .split('\n')
          .filter((_, index) => !gone.has(index + 1))
        const made: string[] = []
        while (kept.length > 0 || fresh.has(made.length + 1))
          made.push(fresh.get(made.length + 1) ?? kept.shift() ?? '')
        assert.equal(made.join('\n'), after.join('\n'))
      }),
    )
  })

  test('long texts that share nothing are told as replaced, in no time', () => {
    const many = (word: string) => Array.from({ length: 3000 }, (_, index) => `${word}${index}`).join('\n')
    assert.equal(changedLines(many('a'), many('b')).length, 6000)
  })
})

test('edits are placed by line and character, whatever the line ends', () => {
  const edit = (line: number, from: number, to: number, newText: string) => ({
    range: { start: { line, character: from }, end: { line, character: to } },
    newText,
  })
  assert.equal(withEdits('a: 1\r\nb: 2\r\n', [edit(0, 3, 4, '9'), edit(1, 3, 4, '8')]), 'a: 9\r\nb: 8\r\n')
  assert.equal(withEdits('a: 1\n', [edit(1, 0, 0, 'mode: enforce\n')]), 'a: 1\nmode: enforce\n')
  assert.equal(withEdits('a', [edit(7, 0, 0, '!')]), 'a!')
})

test('how long ago', () => {
  const now = Date.parse('2026-06-11T12:00:00Z')
  const cases = [
    ['2026-06-11T11:59:30Z', 'just now'],
    ['2026-06-11T12:00:05Z', 'just now'],
    ['2026-06-11T11:58:59Z', '1 min ago'],
    ['2026-06-11T09:30:00Z', '2 h ago'],
    ['2026-06-01T12:00:00Z', '10 d ago'],
    ['never', ''],
  ] as const
  for (const [time, words] of cases) assert.equal(ago(time, now), words, time)
})

test('markdown as a dialog shows it', () => {
  assert.deepEqual(plainLines(['**3 days**, `rm -rf`', '- a \\*b\\*', '# Head', 'a_b']), [
    '3 days, rm -rf',
    '• a *b*',
    'Head',
    'a_b',
  ])
  assert.equal(counted(1, 'rule'), '1 rule')
  assert.equal(counted(0, 'rule'), '0 rules')
})

test('a log’s words make no links, no markup and no code in a tooltip', () => {
  const words = 'see [here](http://x.example) or www.x.example <b>now</b> `$(id)`\n    rm *all*'
  const made = asMarkdown(words)
  assert.equal(made.replace(/\\(.)/g, '$1'), words.replace('\n    ', '  \n'))
  assert.doesNotMatch(made, /:\/\/|www\.|(?<!\\)[<[*`$]/)
})
