import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { teamPolicy as policy } from '../../support/team.ts'
import { buildCommandLine, makePlace, type Place } from '../gate/place.ts'

const built = buildCommandLine()
let place: Place

before(() => {
  place = makePlace(built.cli)
  mkdirSync(path.join(place.project, '.git'))
  mkdirSync(path.join(place.project, 'policies'))
  place.write('policies/team.yaml', policy)
  place.write('policies/good.yaml', policy.replace('ls} => deny', 'ls} => allow'))
  place.write(
    'policies/good.test.yaml',
    'policy: good.yaml\ncases:\n  - {name: push, call: {tool: bash, args: {command: git push}}, expect: require_approval}\n',
  )
  place.write('bare.yaml', policy.replace(/ +# test.*\n/g, ''))
  place.write('broken.test.yaml', 'policy: policies/good.yaml\ncases:\n  - {name: x}\n')
})
after(() => {
  place.remove()
  built.remove()
})

test('test: 0 when all pass, 1 when one fails, 2 when a file cannot be read', () => {
  assert.equal(place.run('test', 'policies/good.yaml', 'policies/good.test.yaml').status, 0)
  const failed = place.run('test', 'policies/team.yaml')
  assert.equal(failed.status, 1)
  assert.match(failed.stdout, /✗ bash \{command: ls\} => deny\n {6}expected deny, got allow/)
  const gone = place.run('test', 'gone.yaml', 'policies/team.yaml')
  assert.deepEqual([gone.status, /1 passed, 1 failed/.test(gone.stdout)], [2, true])
})

test('test --coverage: rules that decided, in comments and test files together, and where the others stand', () => {
  const alone = place.run('test', 'policies/good.yaml', '--coverage')
  assert.match(alone.stdout, /policies\/good.yaml +1\/2 \(50 %\) +2\/2 \(100 %\)|policies\/good.yaml +1\/2 \(50 %\)/)
  assert.match(alone.stdout, /Not covered:\n {2}policies\/good.yaml:9:11 {2}ask-push\n/)
  const both = JSON.parse(
    place.run('test', 'policies/good.yaml', 'policies/good.test.yaml', '--coverage', '--format', 'json').stdout,
  )
  assert.deepEqual(both.total.rules, { covered: 2, total: 2 })
  assert.equal(both.files.length, 2)
  assert.deepEqual(both.coverage[0].uncovered, [])
})

test('test --min-coverage: 1 when fewer rules decided, also where all cases pass', () => {
  const few = place.run('test', 'policies/good.yaml', '--min-coverage', '60')
  assert.deepEqual(
    [few.status, few.stderr],
    [1, 'rehearsal: 50 % of the rules decided in some case, --min-coverage asks for 60 %\n'],
  )
  assert.equal(place.run('test', 'policies/good.yaml', '--min-coverage', '50').status, 0)
  for (const wrong of ['101', '-1', 'half', '']) {
    assert.equal(place.run('test', 'policies/good.yaml', '--min-coverage', wrong).status, 2, wrong)
  }
})

test('test --format junit: a suite a file, failures with what was expected and where', () => {
  const { status, stdout } = place.run('test', 'policies', 'gone.yaml', 'broken.test.yaml', '--format', 'junit')
  assert.equal(status, 2)
  assert.match(stdout, /<testsuites tests="7" failures="1" errors="2" skipped="0">/)
  assert.match(
    stdout,
    /<failure message="expected deny, got allow · no rule matched" type="failure"><!\[CDATA\[policies\/team.yaml:6\nexpected\nverdict: deny\n\ncame\nverdict: allow\]\]>/,
  )
  assert.match(stdout, /<error message="A case needs `call` and `expect`\." type="error"/)
  assert.match(stdout, /<error message="The file cannot be read\." type="error"/)
})

test('test without a case says so', () => {
  const { status, stdout, stderr } = place.run('test', 'bare.yaml', '--coverage')
  assert.deepEqual([status, /there is no test case/.test(stderr)], [0, true])
  assert.match(stdout, /0 passed, 0 failed\n\npolicy +rules decided/)
  assert.match(stdout, /bare.yaml +0\/2 \(0 %\)/)
})

test('a label that holds line breaks cannot begin a line of its own', () => {
  const forged =
    'policy: policies/good.yaml\ncases:\n  - {name: "a\\n::error::forged", call: {tool: bash}, expect: allow}\n'
  const { stdout } = place.run('test', place.write('forged.test.yaml', forged))
  assert.match(stdout, /✓ a\\n::error::forged/)
  assert.doesNotMatch(stdout, /^::error/m)
})

test('edictum cases that name no policy are held against --policy', () => {
  place.write(
    'contracts.yaml',
    'apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: n, description: d}\ndefaults: {mode: observe}\ncontracts:\n  - {id: no-rm, type: pre, tool: Bash, when: {args.command: {contains: rm}}, then: {effect: deny, message: m}}\n',
  )
  const cases = place.write(
    'cases.yaml',
    'cases:\n  - {id: a, tool: Bash, args: {command: rm x}, expect: deny, match_contract: no-rm}\n',
  )
  assert.match(place.run('test', cases).stdout, /it names no policy/)
  assert.equal(place.run('test', cases, '--policy', 'contracts.yaml').status, 0)
})

test('ten thousand cases run', () => {
  const cases = Array.from(
    { length: 10_000 },
    (_, index) => `  - {name: c${index}, call: {tool: bash, args: {command: rm -rf ${index}}}, expect: deny}`,
  )
  place.write('many.test.yaml', `policy: policies/good.yaml\ncases:\n${cases.join('\n')}\n`)
  const { status, stdout } = place.run('test', 'many.test.yaml', '--coverage')
  assert.equal(status, 0)
  assert.match(stdout, /\n10000 passed, 0 failed\n/)
})
