import assert from 'node:assert/strict'
import { test } from 'node:test'
import { annotation } from '../../../analysis/formats/github.ts'
import { junitReport } from '../../../analysis/formats/junit.ts'
import { code, page, table, words } from '../../../analysis/formats/markdown.ts'
import { fingerprints, type Remark, sourcePath } from '../../../analysis/formats/report.ts'
import { sarifLog } from '../../../analysis/formats/sarif.ts'
import { Lines } from '../../../analysis/lines.ts'

const remark: Remark = {
  file: 'policies/team policy.yaml',
  severity: 'warning',
  code: 'unknown-key',
  message: 'The rule has no key `acton`. Did you mean `action`?',
  region: { line: 3, column: 5, endLine: 3, endColumn: 10 },
  lineText: '    acton: deny',
  fixes: [
    {
      title: 'Change to `action`',
      changes: [{ region: { line: 3, column: 5, endLine: 3, endColumn: 10 }, newText: 'action' }],
    },
  ],
}
const kinds = [{ code: 'unknown-key', title: 'A key that is not known', severity: 'error' as const, page: '# A key' }]

test('lines and columns count from 1, in UTF-16 units, whatever ends the lines', () => {
  const lines = new Lines('a\r\n😀b\n\nlast')
  assert.deepEqual(lines.at(0), { line: 1, column: 1 })
  assert.deepEqual(lines.at(5), { line: 2, column: 3 })
  assert.deepEqual(lines.at(7), { line: 3, column: 1 })
  assert.deepEqual(lines.region({ start: 8, end: 12 }), { line: 4, column: 1, endLine: 4, endColumn: 5 })
  assert.deepEqual(
    [lines.line(1), lines.line(2), lines.line(3), lines.line(4), lines.line(9)],
    [...['a', '😀b', '', 'last', '']],
  )
})

test('a path is named from the root of the sources, with slashes; what lies outside stays absolute', () => {
  assert.equal(sourcePath('/repo/a/b.yaml', '/repo'), 'a/b.yaml')
  assert.equal(sourcePath('/repo/..a.yaml', '/repo'), '..a.yaml')
  assert.equal(sourcePath('/other/b.yaml', '/repo'), '/other/b.yaml')
  assert.equal(sourcePath('/', '/repo'), '/')
})

test('SARIF: the rule with its page, the place, the fix; paths are relative URLs', () => {
  const { runs } = sarifLog({ version: '1.2.3', remarks: [remark], kinds })
  const { tool, results, invocations } = runs[0] as (typeof runs)[number]
  assert.deepEqual(
    tool.driver.rules?.map(({ id, name, help }) => [id, name, help?.markdown]),
    [['unknown-key', 'UnknownKey', '# A key']],
  )
  assert.equal(invocations?.[0]?.executionSuccessful, true)
  const result = results?.[0]
  assert.deepEqual([result?.ruleId, result?.ruleIndex, result?.level], ['unknown-key', 0, 'warning'])
  const place = result?.locations?.[0]?.physicalLocation
  assert.deepEqual(place?.artifactLocation, { uri: 'policies/team%20policy.yaml', uriBaseId: '%SRCROOT%' })
  assert.deepEqual(place?.region, { startLine: 3, startColumn: 5, endLine: 3, endColumn: 10 })
  const replacement = result?.fixes?.[0]?.artifactChanges[0]?.replacements[0]
  assert.deepEqual(replacement?.insertedContent, { text: 'action' })
})

test('SARIF: a file that could not be read makes the run unsuccessful', () => {
  const { runs } = sarifLog({ version: 'source', remarks: [], kinds, faults: [{ file: 'x.yaml', message: 'no' }] })
  assert.equal(runs[0]?.invocations?.[0]?.executionSuccessful, false)
  assert.deepEqual(runs[0]?.tool.driver.rules, [])
  assert.equal(runs[0]?.tool.driver.semanticVersion, undefined)
})

test('a fingerprint survives the line being moved and indented; equal lines are counted', () => {
  const moved = { ...remark, region: { line: 90, column: 9, endLine: 90, endColumn: 14 }, lineText: '  acton: deny' }
  const other = { ...remark, lineText: 'acton: allow' }
  const [first, second, third] = fingerprints([remark, moved, other])
  assert.equal(second?.split(':')[0], first?.split(':')[0])
  assert.deepEqual([first?.split(':')[1], second?.split(':')[1], third?.split(':')[1]], ['1', '2', '1'])
  assert.notEqual(third?.split(':')[0], first?.split(':')[0])
})

test('an annotation is one command on one line, whatever the texts hold', () => {
  const hostile = { ...remark, file: 'a,b:c%.yaml', message: '100%\n::error::forged\r\u2028\u202e' }
  assert.equal(
    annotation(hostile),
    '::warning file=a%2Cb%3Ac%25.yaml,line=3,endLine=3,col=5,endColumn=10,title=unknown-key::' +
      '100%25%0A::error::forged\\r\\u2028\\u202e\n',
  )
})

test('an annotation of several lines has no columns, one about a file no lines', () => {
  const region = { line: 3, column: 5, endLine: 9, endColumn: 2 }
  assert.equal(
    annotation({ file: 'a', severity: 'hint', code: 'c', message: 'm', region }),
    '::notice file=a,line=3,endLine=9,title=c::m\n',
  )
  assert.equal(annotation({ file: 'a', severity: 'error', code: 'c', message: 'm' }), '::error file=a,title=c::m\n')
})

test('JUnit: suites with their counts, failures with what was expected and where', () => {
  const suite = {
    name: 'team',
    file: 'policies/team.yaml',
    cases: [
      { name: 'fine', outcome: 'passed' as const, message: null, seconds: 0.001 },
      {
        name: 'bad <&"',
        outcome: 'failed' as const,
        message: 'expected deny, got allow',
        detail: 'x\ny',
        seconds: 0.5,
        line: 7,
      },
      { name: 'odd \u0000\u001b', outcome: 'errored' as const, message: ']]>', seconds: 0 },
    ],
  }
  const xml = junitReport('rehearsal test', [suite, { name: 'none', file: 'n.yaml', cases: [], fault: 'refused' }])
  assert.match(xml, /<testsuites tests="4" failures="1" errors="2" skipped="0">/)
  assert.match(xml, /<testsuite name="team" time="0.501" tests="3" failures="1" errors="1" skipped="0">/)
  assert.match(
    xml,
    /name="bad &lt;&amp;&quot;" time="0.5" file="policies\/team.yaml"|file="policies\/team.yaml" time="0.5"/,
  )
  assert.match(
    xml,
    /<failure message="expected deny, got allow" type="failure"><!\[CDATA\[policies\/team.yaml:7\nx\ny\]\]>/,
  )
  assert.match(xml, /<error message="refused" type="error"/)
  assert.match(xml, /name="odd \\u0000\\u001b"/)
})

test('a table in Markdown: nothing in a cell ends it, formats, links or mentions somebody', () => {
  const text = table(
    [{ head: 'call' }, { head: 'calls', align: 'right' }],
    [
      [code('rm -rf a | tee `x`\n::error::'), '1,204'],
      [words('<img src=x> @team [a](https://x.example) *b* | c'), '3'],
    ],
  )
  const [head, line, first, second] = text.split('\n')
  assert.match(head ?? '', /^\| call +\| +calls \|$/)
  assert.match(line ?? '', /^\| :?-+ +\| -+: \|$/)
  assert.ok(first?.includes('`` rm -rf a \\| tee `x`\\n::error:: ``'), first)
  assert.ok(!/(?<!\\)<img|@team|https:\/\/x/.test(second ?? ''), second)
  assert.equal(second?.replace(/\\\|/g, '').split('|').length, 4)
})

test('code of nothing is nothing; a fold shows its summary as text', () => {
  assert.equal(code('  '), '')
  assert.equal(code('plain'), '`plain`')
})

test('a page that grows too long says how many blocks it left out', () => {
  const blocks = Array.from({ length: 100 }, (_, index) => `block ${index}\n`)
  const text = page(blocks, 300, (left) => `and ${left} more`)
  assert.ok(text.length <= 300)
  const shown = text.match(/^block/gm)?.length ?? 0
  assert.ok(text.endsWith(`and ${100 - shown} more\n`))
  assert.equal(
    page(['a\n', 'b\n'], 100, () => ''),
    'a\n\nb\n',
  )
})
