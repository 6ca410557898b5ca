import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { mightBePolicy } from '../../../client/text/markers.ts'

const vectors = '../shared/conformance'

interface Vector {
  readonly policy: unknown
  readonly calls?: readonly { readonly expect: { readonly verdict?: unknown } }[]
}

const stops = ({ calls = [] }: Vector) => calls.some(({ expect }) => !/^allow$/i.test(String(expect.verdict)))

test('other YAML and JSON does not wake the server', () => {
  const others = [
    'name: CI\non: push\njobs: {}\n',
    '{"name": "x", "dependencies": {}}',
    'a: 1\n',
    '',
    'services:\n  web:\n    image: x\n',
  ]
  for (const text of others) assert.equal(mightBePolicy(text), false, text)
})

test('policies and their tests do', () => {
  for (const path of globSync('examples/**/*.yaml')) assert.ok(mightBePolicy(readFileSync(path, 'utf8')), path)
})

test('policies that stop a call do', { skip: !existsSync(vectors) && 'the vectors are not here' }, () => {
  for (const file of globSync(`${vectors}/*.dev.jsonl.gz`)) {
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
    const stopping = lines.map((line) => JSON.parse(line) as Vector).filter(stops)
    const texts = stopping.map(({ policy }) => policy).filter((policy) => typeof policy === 'string')
    const missed = texts.filter((text) => !mightBePolicy(text))
    // Empty documents, bare headers and keys spelt with escapes rule nothing that would be worth a process.
    assert.ok(missed.length <= texts.length / 20, `${basename(file)}: ${missed.length} of ${texts.length}\n${missed}`)
  }
})
