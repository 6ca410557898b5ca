import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

test('every link from a page to a file leads to one', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md', ...globSync('docs/**/*.md')]
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s:]+)(?:#[^)]*)?\)/g)]
      .map(([, to = '']) => join(dirname(page), to))
      .filter((file) => !existsSync(file))
      .map((file) => `${page}: ${file}`),
  )
  assert.deepEqual(broken, [])
})
