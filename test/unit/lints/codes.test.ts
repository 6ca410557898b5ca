import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { codes } from '../../../analysis/codes.ts'
import { diagnosticPages } from '../../../scripts/diagnostics-pages.mjs'

const folder = 'docs/diagnostics'

test('every page is as the table says, and there is no other: npm run docs', () => {
  const pages = diagnosticPages()
  assert.deepEqual(readdirSync(folder).sort(), [...pages.keys()].sort())
  const stale = [...pages].filter(([file, text]) => readFileSync(`${folder}/${file}`, 'utf8') !== text)
  assert.deepEqual(
    stale.map(([file]) => file),
    [],
  )
})

test('every code is kebab-case, and says what it means in whole sentences', () => {
  for (const [code, { title, says }] of Object.entries(codes)) {
    assert.match(code, /^[a-z]+(?:-[a-z]+)*$/)
    assert.match(title, /^[^a-z].*[^.]$/s, code)
    assert.match(says, /^[^a-z].{20,}\.$/s, code)
  }
})
