import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { columnWidths } from '../../../cli/commands/audit-print.ts'
import type { Place } from '../gate/place.ts'
import { commandLine, fill, live, shadow } from './audit-support.ts'

const built = commandLine()
let place: Place
beforeEach(() => {
  place = built.place()
})
after(() => built.remove())

const wrong: readonly (readonly string[])[] = [
  ['list', '--since', '2026-02-30'],
  ['list', '--since', '2026-13-01'],
  ['list', '--since', '24'],
  ['list', '--since', '-1h'],
  ['list', '--until', 'tomorrow'],
  ['list', '--limit', '1e3'],
  ['list', '--limit', '-1'],
  ['list', '--effect', 'block'],
  ['list', '--format', 'yaml'],
  ['list', '--kind', 'error', '--dry-run-only'],
  ['summary', '--since', 'x'],
  ['export', '--format', 'table'],
  ['verify', '--expect-head', 'abc'],
  ['prune'],
  ['prune', '--older-than', 'old'],
  ['forget'],
]
for (const args of wrong) {
  test(`wrong usage ends with 2 and prints nothing: audit ${args.join(' ')}`, () => {
    const { status, stdout, stderr } = place.run('audit', ...args)
    assert.deepEqual([status, stdout], [2, ''])
    assert.notEqual(stderr, '')
  })
}

const rows = [
  { ...shadow, id: 'a', agent: 'codex-1', rule: 'no-rm', matched: ['no-rm', 'other'] },
  { ...live, id: 'b', agent: 'codex-2', tool: 'shell.exec', tool_raw: 'Bash' },
  { ...live, id: 'c', agent: 'claude-code', effect: 'redact', verdict: 'redact', policy: 'second' },
  { ...shadow, id: 'd', agent: 'claude-code', effect: 'redact', verdict: 'redact', shadow_decision: 'redact' },
  {
    ...live,
    id: 'e',
    agent: 'claude-code',
    rule: null,
    effect: 'allow',
    verdict: 'allow',
    policy_file: '/srv/project/b.yaml',
  },
  { id: 'f', kind: 'error', dry_run: undefined, effect: undefined },
] as const

const wanted: readonly [args: readonly string[], ids: string][] = [
  [[], 'ecb'],
  [['--dry-run-only'], 'da'],
  [['--kind', 'decision'], 'ecb'],
  [['--kind', 'error'], 'f'],
  [['--agent', 'codex-*'], 'b'],
  [['--agent', 'codex-*', '--dry-run-only'], 'a'],
  [['--agent', 'CODEX-*'], ''],
  [['--tool', 'shell.*'], 'b'],
  [['--tool', 'Bash'], 'ecb'],
  [['--effect', 'redact'], 'c'],
  [['--rule', 'other', '--dry-run-only'], 'a'],
  [['--policy', 'second'], 'c'],
  [['--policy', '/srv/project/b.yaml'], 'e'],
  [['--policy', 'policy', '--rule', 'no-rm', '--dry-run-only'], 'a'],
  [['--since', '2026-01-01T00:00:02Z'], 'ec'],
  [['--since', '2026-01-01T00:00:02'], 'ec'],
  [['--since', '2026-01-01T01:00:02+01:00'], 'ec'],
  [['--since', '2026-01-01', '--until', '2026-01-01T00:00:04.000Z'], 'cb'],
  [['--until', '2026-01-01'], ''],
  [['--since', '1h'], ''],
  [['--since', '99999d', '--limit', '2'], 'ec'],
]
test('audit list: every filter narrows, the limit comes after them', () => {
  fill(place, rows)
  for (const [args, ids] of wanted) {
    const found = place.list(...args).map(({ id }) => id)
    assert.equal(found.join(''), ids, args.join(' '))
  }
})

test('a table shows the newest 50 and says how many more there are; the other formats hold all', () => {
  fill(place, Array(120).fill(live))
  const run = (format: string) => place.run('audit', 'list', '--audit', place.audit, '--format', format).stdout
  for (const format of ['table', 'text']) {
    const lines = run(format).trimEnd().split('\n')
    assert.equal(lines.filter((line) => line.includes('echo ')).length, 50)
    assert.match(lines[2] ?? '', /echo 119/)
    assert.equal(lines.at(-1), '70 more; --limit shows more of them.')
  }
  assert.equal(JSON.parse(run('json')).length, 120)
  const jsonl = run('jsonl').trimEnd().split('\n')
  assert.deepEqual([jsonl.length, JSON.parse(jsonl[0] ?? '').seq], [120, 120])
  assert.equal(run('csv').trimEnd().split('\r\n').length, 121)
})

test('csv: no cell starts a formula, one event stays one line', () => {
  const reasons = [
    '=1+1',
    '+cmd',
    '-2',
    '@SUM(A1)',
    ' =1',
    '＝1',
    '"quoted", and; more',
    'two\nlines\t=1',
    'rtl \u202e end',
  ]
  fill(
    place,
    reasons.map((reason) => ({ ...live, reason, call_id: undefined })),
  )
  const { stdout } = place.run('audit', 'list', '--audit', place.audit, '--format', 'csv')
  const lines = stdout.trimEnd().split('\r\n')
  assert.equal(lines.length, reasons.length + 1)
  const [head = ''] = lines
  const at = head.split(',').indexOf('reason')
  const cells = lines
    .slice(1)
    .reverse()
    .map((line) => cellsOf(line)[at])
  assert.deepEqual(cells, [
    "'=1+1",
    "'+cmd",
    "'-2",
    "'@SUM(A1)",
    "' =1",
    "'＝1",
    '"quoted", and; more',
    'two\\nlines\\t=1',
    'rtl \\u202e end',
  ])
})

test('json shows no character that a terminal would act upon, and says the same', () => {
  const reason = 'a\u009b31m \u202e \u{e0041} \u007f é 😀'
  fill(place, [{ ...live, reason }])
  const { stdout } = place.run('audit', 'list', '--audit', place.audit, '--format', 'json')
  assert.doesNotMatch(stdout, /[\u007f-\u009f\u202e]|\u{e0041}/u)
  assert.equal(JSON.parse(stdout)[0].reason, reason)
})

test('a log that cannot be read is no empty list', () => {
  const file = place.write('notes.txt', 'no log at all')
  for (const format of ['json', 'jsonl', 'csv', 'table']) {
    const { status, stdout, stderr } = place.run('audit', 'list', '--audit', file, '--format', format)
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /no log that Rehearsal knows/)
  }
})

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}

test('in a pipe every cell of the table is whole, and nothing listed says what else would be', () => {
  const reason = `because ${'of this and that '.repeat(30)}in the end`
  fill(place, [{ ...live, reason }])
  const list = (...args: string[]) => place.run('audit', 'list', '--audit', place.audit, ...args)
  assert.ok(list().stdout.includes(reason))
  fill(place, [shadow], 1)
  assert.equal(list('--tool', 'nobody*').stderr, 'No such events in the log.\n')
  assert.equal(
    list('--since', '2026-01-01T00:00:01Z').stderr,
    'No such events in the log. With --dry-run-only: 1 shadow event.\n',
  )
})

test('in a terminal the table is as wide as it is', () => {
  for (const terminal of [50, 80, 100, 126, 160, 240]) {
    const widths = columnWidths(terminal)
    const whole = widths.reduce((sum, width) => sum + width, 0) + widths.length + 1
    assert.ok(whole <= terminal && whole > terminal - 8, `${whole} in ${terminal}`)
  }
})
