import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkText } from '../../../analysis/checkFile.ts'
import { runFile } from '../../../analysis/tests/runFile.ts'
import { allPassed, runText } from '../../../analysis/tests/runReport.ts'

const policy = `allow:
  - {capability: shell.execute}
`
const read = (path: string) => (path === '/w/shell.yaml' ? policy : null)
const fileOf = (rest: string) => `policy: shell.yaml
cases:
  - {name: a, call: {tool: shell.execute, args: {}}, ${rest}}
`

const slips: [what: string, rest: string, message: string, fixed: string | null][] = [
  [
    'a misspelt expectation',
    'expect: {verdct: deny}',
    'An expectation has no key `verdct`; it has `verdict`, `effect`, `rule`, `reason`, `applied` or `mode`. Did you mean `verdict`?',
    'expect: {verdict: deny}',
  ],
  [
    'an expectation of nothing',
    'expect: {}',
    'Nothing is expected here, so that this case cannot fail; write `verdict`, `effect`, `rule`, `reason`, `applied` or `mode`.',
    null,
  ],
  [
    'a misspelt key of the case',
    'expect: allow, befor: []',
    'A case has no key `befor`; it has `name`, `call`, `before`, `counters`, `given` or `expect`. Did you mean `before`?',
    'expect: allow, before: []',
  ],
  [
    'a key of `given` that no dialect reads',
    'expect: allow, given: {nwo: 2026-01-01}',
    '`given` has no key `nwo`; it has `now`, `cwd`, `env`, `session`, `mode`, `cascade`, `level`, `approval`, `approved`, `grants`, `workspace`, `rateCounts` or `sessionContext`. Did you mean `now`?',
    'expect: allow, given: {now: 2026-01-01}',
  ],
  ['a time that is none', 'expect: allow, given: {now: yesterday}', '`given` takes a time, ISO 8601 for "now".', null],
]

for (const [what, rest, message, fixed] of slips) {
  test(`${what} fails the run, and is said once`, () => {
    const text = fileOf(rest)
    const run = runFile('/w/a.test.yaml', text, read)
    assert.deepEqual(
      run.problems.map((problem) => problem.message),
      [message],
    )
    assert.equal(allPassed([run]), false)
    assert.match(runText([run]), /\d passed, \d failed, 1 problem\n$/)
    const { problems } = checkText('/w/a.test.yaml', text, { readText: read })
    assert.deepEqual(
      problems.map((problem) => problem.message),
      [message],
    )
    const [fix] = problems[0]?.fixes ?? []
    const [edit] = fix?.edits ?? []
    const after = edit ? text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end) : null
    assert.equal(after, fixed === null ? null : fileOf(fixed))
  })
}
