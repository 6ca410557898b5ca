import assert from 'node:assert/strict'
import { after as afterTests, test } from 'node:test'
import { before, buildCommandLine, makePlace, type Place, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

const megabyte = 1 << 20
/** A payload of so many megabytes that is whole and good but for its size. */
const large = (megabytes: number) =>
  Buffer.from(JSON.stringify({ ...before('ls', 't1'), tool_input: { command: 'x'.repeat(megabytes * megabyte) } }))

const payloads: Record<string, { readonly payload: Buffer; readonly said: RegExp }> = {
  '100 MB': { payload: large(100), said: /payload of \d+ bytes; the longest that is judged/ },
  '100 MB of no JSON': { payload: Buffer.alloc(100 * megabyte, 'x'), said: /payload of \d+ bytes/ },
  'invalid UTF-8': {
    payload: Buffer.concat([
      Buffer.from('{"hook_event_name":"PreToolUse","tool_name":"'),
      Buffer.from([0xc3, 0x28, 0x22, 0x7d]),
    ]),
    said: /cannot be read/,
  },
  'an unknown event': {
    payload: Buffer.from(JSON.stringify({ ...before('ls'), hook_event_name: 'PreMeal' })),
    said: /event "PreMeal", which this hook does not know/,
  },
  'another version: the tool under another name': {
    payload: Buffer.from(JSON.stringify({ ...before('ls'), tool_name: undefined, toolName: 'Bash' })),
    said: /without the name of a tool/,
  },
  'another version: arguments as a text': {
    payload: Buffer.from(JSON.stringify({ ...before('ls'), tool_input: '{"command":"ls"}' })),
    said: /without an object of arguments/,
  },
}

for (const [what, { payload, said }] of Object.entries(payloads)) {
  test(`a payload of ${what}: observe lets go, enforce denies; stderr, the log and doctor say why`, () => {
    for (const mode of ['observe', 'enforce']) {
      const place = makePlace(built.cli)
      places.push(place)
      const policy = place.write('team.policy.yaml', sandboxPolicy(mode))
      const { status, stdout, stderr } = place.hook(payload, '--policy', policy)
      assert.deepEqual([status, stdout], [mode === 'observe' ? 0 : 2, ''])
      assert.match(stderr, said)
      const doctor = place.run('doctor', '--audit', place.audit)
      assert.match(doctor.stdout, said)
      assert.equal(place.list('--kind', 'error').length, 1)
      assert.equal(place.run('audit', 'verify', '--audit', place.audit).status, 0)
    }
  })
}

test('a payload of another version with further fields is judged like any other', () => {
  const place = makePlace(built.cli)
  places.push(place)
  const policy = place.write('team.policy.yaml', sandboxPolicy('enforce'))
  const next = {
    ...before('rm -rf x', 't1'),
    version: '99.0',
    effort: { level: 'high' },
    agent_id: 'a',
    new_field: [{}],
  }
  assert.match(place.hook(next, '--policy', policy).stdout, /destroys the checkout/)
  assert.equal(place.list().length, 1)
})

test('a payload as long as one that is judged may be is judged, found too long for its searches, or let go in time', () => {
  for (const mode of ['observe', 'enforce']) {
    const place = makePlace(built.cli)
    places.push(place)
    const policy = place.write('team.policy.yaml', sandboxPolicy(mode))
    const { status, stdout } = place.hook(large(60), '--policy', policy)
    assert.equal(status, 0)
    if (mode === 'observe') assert.equal(stdout, '')
    const judged = [...place.list(), ...place.list('--dry-run-only')]
    assert.equal(judged.length + place.list('--kind', 'error').length, 1)
    const isAllowed = judged.some(({ effect }) => effect === 'allow')
    if (mode === 'enforce') assert.equal(/"deny"/.test(stdout), !isAllowed)
  }
})
