import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { TextSnapshot } from '../../../server/textSnapshot.ts'

const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', '😀'), maxLength: 12 })
const position = fc.record({ line: fc.integer({ min: 0, max: 8 }), character: fc.integer({ min: 0, max: 6 }) })
const change = fc.oneof(
  { weight: 5, arbitrary: fc.record({ range: fc.record({ start: position, end: position }), text }) },
  fc.record({ text }),
)

test('a snapshot answers after any edits as the library’s document does when it is new', () => {
  fc.assert(
    fc.property(text, fc.array(change, { maxLength: 6 }), (content, changes) => {
      let ours = new TextSnapshot('u', 'yaml', 1, content)
      for (const [index, each] of changes.entries()) {
        const before = ours
        const was = before.getText()
        const edited = TextDocument.update(TextDocument.create('u', 'yaml', 1, was), [each], index + 2).getText()
        const theirs = TextDocument.create('u', 'yaml', index + 2, edited)
        ours = ours.after([each], index + 2)
        assert.equal(before.getText(), was)
        assert.equal(ours.getText(), theirs.getText())
        assert.equal(ours.version, theirs.version)
        assert.equal(ours.lineCount, theirs.lineCount)
        for (let offset = -1; offset <= was.length + 14; offset++) {
          assert.deepEqual(ours.positionAt(offset), theirs.positionAt(offset))
        }
        for (let line = 0; line < 10; line++) {
          assert.equal(ours.getEOLCharacters(line), theirs.getEOLCharacters(line))
          assert.deepEqual(ours.getLineRange(line), theirs.getLineRange(line))
          for (let character = 0; character < 8; character++) {
            assert.equal(ours.offsetAt({ line, character }), theirs.offsetAt({ line, character }))
          }
        }
      }
    }),
    { numRuns: 2000 },
  )
})
