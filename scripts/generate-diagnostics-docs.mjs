/** Writes a page for every diagnostic code, and their list; `--check` only says whether they are as they should be. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { diagnosticPages } from './diagnostics-pages.mjs'

const folder = 'docs/diagnostics'
const pages = diagnosticPages()
mkdirSync(folder, { recursive: true })
const stray = readdirSync(folder).filter((file) => !pages.has(file))
const stale = [...pages].filter(([file, text]) => read(`${folder}/${file}`) !== text)

if (process.argv.includes('--check')) {
  for (const file of [...stray, ...stale.map(([name]) => name)])
    console.error(`${folder}/${file} is stale: npm run docs`)
  process.exit(stray.length + stale.length > 0 ? 1 : 0)
}
for (const file of stray) rmSync(`${folder}/${file}`)
for (const [file, text] of stale) writeFileSync(`${folder}/${file}`, text)

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
