import assert from 'node:assert/strict'
import { after as afterTests, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, buildCommandLine, makePlace, type Place, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

function newPlace(): Place {
  const place = makePlace(built.cli)
  places.push(place)
  return place
}

/** Shadow events, then live ones, each oldest first. */
function rowsOf(place: Place): string[] {
  const rows = [...place.list('--dry-run-only').toReversed(), ...place.list().toReversed()]
  return rows.map(({ mode, verdict, applied, args }) => `${mode} ${verdict} ${applied} ${args?.command}`)
}

test('payloads fed by hand with the same ids are a row each where another command was asked', () => {
  const place = newPlace()
  const policy = place.write('team.policy.yaml', sandboxPolicy('enforce'))
  for (const command of ['rm -rf a', 'rm -rf b', 'rm -rf a', 'git push']) {
    assert.notEqual(place.hook(before(command), '--policy', policy).stdout, '')
  }
  assert.deepEqual(rowsOf(place), [
    'enforce deny block rm -rf a',
    'enforce deny block rm -rf b',
    'enforce require_approval hold git push',
  ])
})

test('a call that was observed, then enforced, then judged by other words is a row each time', () => {
  const place = newPlace()
  const policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  const ask = (...options: string[]) => place.hook(before('rm -rf a'), '--policy', policy, ...options)
  const tell = (...options: string[]) => place.hook(after('cat x', 'SECRET1'), '--policy', policy, ...options)
  for (let again = 0; again < 2; again++) {
    assert.equal(ask().stdout, '')
    assert.equal(tell().stdout, '')
  }
  for (let again = 0; again < 2; again++) {
    assert.notEqual(ask('--enforcement-mode', 'enforce').stdout, '')
    assert.notEqual(tell('--enforcement-mode', 'enforce').stdout, '')
  }
  place.write('team.policy.yaml', sandboxPolicy('enforce').replace('destroys', 'would destroy'))
  ask()
  assert.deepEqual(rowsOf(place), [
    'observe deny proceed rm -rf a',
    'observe redact proceed cat x',
    'enforce deny block rm -rf a',
    'enforce redact sanitize cat x',
    'enforce deny block rm -rf a',
  ])
  assert.equal(place.list('--effect', 'deny').length, 2)
})

test('two hooks for one call, in the user’s and in the project’s settings, are one row', async () => {
  const place = newPlace()
  const policy = place.write('team.policy.yaml', sandboxPolicy('observe'))
  for (const command of ['rm -rf a', 'ls']) {
    const ask = () => place.hookInBackground(before(command, command), '--policy', policy)
    await Promise.all([ask(), ask()])
  }
  // A drain that another hook began may still hold rows.
  for (let tries = 0; rowsOf(place).length < 2 && tries < 100; tries++) await pause(50)
  assert.deepEqual(rowsOf(place).toSorted(), ['observe allow proceed ls', 'observe deny proceed rm -rf a'])
})

test('where no arguments are stored, other commands under the same ids are rows all the same', () => {
  const place = newPlace()
  const policy = place.write('team.policy.yaml', sandboxPolicy('enforce'))
  for (const command of ['rm -rf a', 'rm -rf b', 'rm -rf b']) {
    place.hook(before(command), '--policy', policy, '--store-arguments', 'none')
  }
  assert.deepEqual(rowsOf(place), Array(2).fill('enforce deny block undefined'))
})
