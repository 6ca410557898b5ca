import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../../../evaluator/json/parse.ts'
import { decodeBase64 } from '../../../evaluator/python/bytes.ts'
import { capped } from '../../../evaluator/python/codepoints.ts'
import { parseTimestamp } from '../../../evaluator/python/date.ts'
import { compileFnmatch } from '../../../evaluator/python/fnmatch.ts'
import { parsePythonFloat, parsePythonInt } from '../../../evaluator/python/numbers.ts'
import { normalPath, realPath } from '../../../evaluator/python/paths.ts'
import { shellSplit } from '../../../evaluator/python/shlex.ts'
import { pythonStr } from '../../../evaluator/python/text.ts'
import { urlHost } from '../../../evaluator/python/urls.ts'
import { pythonEquals } from '../../../evaluator/python/values.ts'
import { splitWords } from '../../../evaluator/python/whitespace.ts'

test('str() of JSON values', () => {
  const table: [json: string, text: string][] = [
    ['null', 'None'],
    ['true', 'True'],
    ['1.0', '1.0'],
    ['1', '1'],
    ['-0.0', '-0.0'],
    ['1e16', '1e+16'],
    ['123456789012345.0', '123456789012345.0'],
    ['0.00001', '1e-05'],
    ['0.0001', '0.0001'],
    ['1e400', 'inf'],
    ['9007199254740993', '9007199254740993'],
    ['"a\'b"', "a'b"],
    ['["a\'b", "c\\"d\'", "\\n\\u00e9\\u200b\\ud83d\\ude00"]', `["a'b", 'c"d\\'', '\\né\\u200b😀']`],
    ['{"b": 1, "1": {"": 2, "0": 3}}', "{'b': 1, '1': {'': 2, '0': 3}}"],
    ['{"a": [1, 2.5, null], "b": {}}', "{'a': [1, 2.5, None], 'b': {}}"],
  ]
  for (const [json, text] of table) assert.equal(pythonStr(parseJson(json)), text)
})

test('==', () => {
  const equal = (a: string, b: string) => pythonEquals(parseJson(a), parseJson(b))
  assert.ok(equal('1', '1.0') && equal('1', 'true') && equal('[1, {"a": 0}]', '[1.0, {"a": false}]'))
  assert.ok(!equal('1', '"1"') && !equal('{"a": 1}', '{"a": 1, "b": 2}') && !equal('null', 'false'))
})

test('fnmatch', () => {
  const table: [pattern: string, name: string, matches: boolean][] = [
    ['mcp_*', 'mcp_x/y\nz', true],
    ['[rw]_file', 'r_file', true],
    ['[!rw]_file', 'r_file', false],
    ['[]a]x', ']x', true],
    ['[a-', '[a-', true],
    ['[z-a]', 'b', false],
    ['[!z-a]', 'b', true],
    ['[]-[!z-a]', 'b', true],
    ['[]-[!--a]', '^', true],
    ['[]-[!--a]', '-', false],
    ['[a--]', 'a', false],
    ['a?b', 'a😀b', true],
    ['A*', 'a', false],
  ]
  for (const [pattern, name, matches] of table) assert.equal(compileFnmatch(pattern)(name), matches, pattern)
})

test('int() and float()', () => {
  assert.equal(parsePythonInt(' 007 '), 7)
  assert.equal(parsePythonInt('1_000'), 1000)
  assert.equal(parsePythonInt('٣٤'), 34)
  assert.equal(parsePythonInt('1__0'), null)
  assert.equal(parsePythonInt('0b1', 16), 177)
  assert.equal(parsePythonInt('-0X_ff', 16), -255)
  assert.equal(parsePythonInt('0o17', 8), 15)
  assert.equal(parsePythonInt('8', 8), null)
  assert.equal(parsePythonInt('0b', 2), null)
  assert.equal(parsePythonInt('-0'), 0)
  assert.equal(pythonStr(parsePythonFloat('1e3') ?? ''), '1000.0')
  assert.equal(parsePythonFloat('-Infinity'), -Infinity)
  assert.equal(parsePythonFloat('1e'), null)
})

test('shlex.split and split', () => {
  assert.deepEqual(shellSplit(`a 'b c' "d\\"e\\f" g\\ h ''`), ['a', 'b c', 'd"e\\f', 'g h', ''])
  assert.equal(shellSplit("a 'b"), null)
  assert.equal(shellSplit('a\\'), null)
  assert.deepEqual(splitWords(' a\u00a0b\u2003c\x1cd '), ['a', 'b', 'c', 'd'])
})

test('paths', () => {
  assert.equal(normalPath('/a/../../b/./c//'), '/b/c')
  assert.equal(normalPath('//a'), '//a')
  assert.equal(normalPath('../a/..'), '..')
  assert.equal(
    realPath('x/../y', '/w', (path) => path),
    '/w/y',
  )
  assert.equal(
    realPath('//a', '/w', (path) => path),
    '/a',
  )
  assert.equal(
    realPath('a\0', '/w', (path) => path),
    null,
  )
})

test('hosts of addresses', () => {
  const table: [url: string, host: string | null][] = [
    ['https://User:pw@Example.COM:8080/x', 'example.com'],
    ['http://[::1]:80/', '::1'],
    ['http://[::1', null],
    ['http://[x]/', null],
    ['file:///etc', null],
    ['curl http://a.b', null],
    ['//a.b/c', 'a.b'],
    ['http://a℀b/', null],
  ]
  for (const [url, host] of table) assert.equal(urlHost(url), host, url)
})

test('dates, bytes and cuts', () => {
  const date = parseTimestamp('2024-01-02 3:04:05.5 -01:30')
  assert.equal(typeof date === 'string' ? date : date.text, '2024-01-02 03:04:05.500000-01:30')
  assert.equal(parseTimestamp('2023-02-29'), 'ValueError')
  assert.equal(parseTimestamp('nope'), 'AttributeError')
  assert.equal(decodeBase64('aGkn')?.text, `b"hi'"`)
  assert.equal(decodeBase64('aGk'), null)
  assert.equal(capped('😀'.repeat(6), 5), '😀😀...')
  assert.equal(capped('😀'.repeat(5), 5), '😀'.repeat(5))
})
