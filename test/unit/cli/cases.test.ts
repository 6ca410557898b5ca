import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before as beforeTests, test } from 'node:test'
import { before, buildCommandLine, makePlace, type Place, sandboxPolicy } from '../gate/place.ts'

const built = buildCommandLine()
let place: Place
let policy: string
let target: string

beforeTests(() => {
  place = makePlace(built.cli)
  policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  target = path.join(place.project, 'team.policy.test.yaml')
  for (const [index, command] of ['rm -rf a', 'rm -rf build', 'rm -rf build', 'ls'].entries()) {
    place.hook(before(command, `call-${index}`), '--policy', policy)
  }
})
after(() => {
  place.remove()
  built.remove()
})

test('cases prints what it would write, and writes nothing', () => {
  const { status, stdout, stderr } = place.run('cases', policy, '--audit', place.audit)
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^policy: team.policy.yaml\ncases:\n {2}- name: 'deny by block-rm: bash rm -rf build'\n/)
  assert.match(stderr, /2 cases\.\nNow covered: block-rm\.\n/)
  assert.throws(() => readFileSync(target))
})

test('cases --write makes a test file that passes; a second time there is nothing to add', () => {
  assert.equal(place.run('cases', policy, '--audit', place.audit, '--write').status, 0)
  const tested = place.run('test', target, '--coverage')
  assert.equal(tested.status, 0, tested.stdout)
  const text = readFileSync(target, 'utf8')
  const again = place.run('cases', policy, '--audit', place.audit, '--write')
  assert.match(again.stderr, /nothing that no case covers yet/)
  assert.equal(readFileSync(target, 'utf8'), text)
})

test('cases --write adds behind what a person wrote, and keeps every byte of it', () => {
  const mine =
    '# mine\npolicy: team.policy.yaml\ncases:\n  # an easy one\n  - {call: {tool: bash, args: {command: ls}}, expect: allow}\n'
  writeFileSync(target, mine)
  const { stderr } = place.run('cases', policy, '--audit', place.audit, '--write')
  assert.match(stderr, /^1 case in /)
  assert.ok(readFileSync(target, 'utf8').startsWith(mine))
  assert.equal(place.run('test', target).status, 0)
})

test('cases --format json: what was made, for an editor; the text of an unsaved policy comes on stdin', () => {
  const { stdout } = place.run('cases', policy, '--audit', place.audit, '--format', 'json')
  const { file, cases, newlyCovered, summary } = JSON.parse(stdout)
  assert.deepEqual([file, cases, newlyCovered], [target, [], []])
  assert.match(summary, /nothing that no case covers yet/)
})

test('cases of a file that is no policy, or without a log, ends with a sentence', () => {
  const none = place.run('cases', place.write('x.yaml', 'a: 1\n'), '--audit', place.audit)
  assert.deepEqual([none.status, /not a policy/.test(none.stderr)], [1, true])
  const gone = place.run('cases', policy, '--audit', path.join(place.project, 'none.db'))
  assert.deepEqual([gone.status, /no audit log/.test(gone.stderr)], [1, true])
  assert.equal(place.run('cases', 'gone.yaml').status, 2)
})
