import assert from 'node:assert/strict'
import { chmodSync, existsSync, globSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { before, buildCommandLine, type Ended, makePlace, type Place, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

/** A project with one policy whose compiled form is kept already. */
function keptPlace(): { place: Place; policy: string; form: string } {
  const place = makePlace(built.cli)
  places.push(place)
  const policy = place.write('team.policy.yaml', sandboxPolicy('enforce'))
  place.hook(before('ls', 'first'), '--policy', policy)
  const [form = ''] = formsOf(place)
  assert.notEqual(form, '')
  return { place, policy, form }
}

function formsOf({ home }: Place): string[] {
  return globSync(path.join(home, '.cache', 'rehearsal', 'policies', '*.json'))
}

/** Runs the hook where nothing that reads a policy's text can be loaded. */
function hookWithoutReader(place: Place, payload: unknown, ...args: string[]): Ended {
  return hookWithout('policies', place, payload, ...args)
}

function hookWithout(part: string, place: Place, payload: unknown, ...args: string[]): Ended {
  const guard = place.write(
    'guard.cjs',
    `const fs = require('node:fs'); const read = fs.readFileSync
fs.readFileSync = (file, ...rest) => {
  if (String(file).endsWith('${part}.cjs')) throw new Error('${part} was loaded')
  return read(file, ...rest)
}
`,
  )
  place.env.NODE_OPTIONS = `--require "${guard}"`
  const ended = place.hook(payload, ...args)
  delete place.env.NODE_OPTIONS
  return ended
}

const denied = /destroys the checkout/

test('the second hook judges by the form alone, as the first one did by the text', () => {
  const { place, policy } = keptPlace()
  const { stdout, stderr } = hookWithoutReader(place, before('rm -rf x', 't1'), '--policy', policy)
  assert.match(stdout, denied)
  assert.equal(stderr, '')
  assert.equal(hookWithoutReader(place, before('ls', 't2'), '--policy', policy).stdout, '')
})

test('the guard of these tests works: a hook that has no form loads the reader', () => {
  const place = makePlace(built.cli)
  places.push(place)
  const policy = place.write('team.policy.yaml', sandboxPolicy('enforce'))
  assert.match(hookWithoutReader(place, before('ls', 't1'), '--policy', policy).stderr, /policies was loaded/)
})

for (const version of ['v1', '1.0.0']) {
  test(`the patterns of a JSON policy are kept with it: version ${version}`, () => {
    const place = makePlace(built.cli)
    places.push(place)
    const condition = { all: [{ field: 'action.resource', operator: 'matches', value: 'rm +-rf' }] }
    const name = version === 'v1' ? {} : { name: 'deletes' }
    const rules = [{ id: 'deletes', effect: 'deny', ...name, condition }]
    const text = JSON.stringify({ id: 'team', name: 'team', version, defaultEffect: 'allow', rules })
    const policy = place.write('team.policy.json', text)
    place.hook(before('ls', 'first'), '--policy', policy)
    assert.match(hookWithout('patterns', place, before('rm -rf x', 't1'), '--policy', policy).stdout, /"deny"/)
    assert.equal(hookWithout('patterns', place, before('ls', 't2'), '--policy', policy).stdout, '')
  })
}

test('the form is for its user alone, and holds data that JSON can hold', () => {
  const { place, form } = keptPlace()
  assert.equal(statSync(form).mode & 0o777, 0o600)
  assert.equal(statSync(path.dirname(form)).mode & 0o777, 0o700)
  const lines = readFileSync(form, 'utf8').split('\n')
  for (const line of lines.slice(0, -1)) assert.doesNotThrow(() => JSON.parse(line))
  assert.deepEqual(readdirSync(path.dirname(form)).length, formsOf(place).length, 'no draft is left')
})

const oddities: Record<string, (form: string) => void> = {
  empty: (form) => writeFileSync(form, ''),
  'no JSON': (form) => writeFileSync(form, '}{'),
  'cut off in its head': (form) => writeFileSync(form, readFileSync(form, 'utf8').slice(0, 200)),
  'cut off in its model': (form) => writeFileSync(form, readFileSync(form, 'utf8').slice(0, -200)),
  'damaged in its model': (form) => {
    const text = readFileSync(form, 'utf8')
    writeFileSync(form, `${text.slice(0, -100)}${'x'.repeat(99)}\n`)
  },
  'without its version': (form) =>
    writeFileSync(form, readFileSync(form, 'utf8').replace('"version":2', '"version":0')),
  'made by another evaluator': (form) =>
    writeFileSync(form, readFileSync(form, 'utf8').replace(/"maker":"./, '"maker":"-')),
  'made by another Node': (form) => writeFileSync(form, readFileSync(form, 'utf8').replace(process.version, 'v0.0.0')),
  'of another text': (form) => writeFileSync(form, readFileSync(form, 'utf8').replaceAll('rm -rf', 'rm -rx')),
  'of a class that nobody knows': (form) => writeFileSync(form, readFileSync(form, 'utf8').replace('["p",', '["q",')),
  'writable by others': (form) => chmodSync(form, 0o666),
  unreadable: (form) => chmodSync(form, 0),
}
for (const [how, spoil] of Object.entries(oddities)) {
  test(`a form that is ${how} is made anew, and the verdict is the text's`, () => {
    const { place, policy, form } = keptPlace()
    const whole = readFileSync(form, 'utf8')
    spoil(form)
    const { stdout, stderr } = place.hook(before('rm -rf x', 't1'), '--policy', policy)
    assert.match(stdout, denied)
    assert.equal(stderr, '')
    if (how === 'unreadable' && process.getuid?.() === 0) return
    assert.equal(readFileSync(form, 'utf8'), whole)
    assert.equal(statSync(form).mode & 0o777, 0o600)
  })
}

test('a form is for just one text: each edit counts at once', () => {
  const { place, policy } = keptPlace()
  place.write('team.policy.yaml', sandboxPolicy('enforce').replace('rm -rf', 'git clean'))
  assert.equal(place.hook(before('rm -rf x', 't1'), '--policy', policy).stdout, '')
  assert.match(hookWithoutReader(place, before('git clean', 't2'), '--policy', policy).stdout, denied)
  place.write('team.policy.yaml', sandboxPolicy('enforce'))
  assert.match(place.hook(before('rm -rf x', 't3'), '--policy', policy).stdout, denied)
})

test('policies that are found have one form between them, with the files that are none', () => {
  const place = makePlace(built.cli)
  places.push(place)
  place.write('team.policy.yaml', sandboxPolicy('enforce'))
  place.write('policies/notes.yaml', 'hello: world\n')
  const call = { ...before('rm -rf x', 't1'), cwd: place.project }
  assert.match(place.hook(call).stdout, denied)
  assert.match(hookWithoutReader(place, { ...call, tool_use_id: 't2' }).stdout, denied)
  place.write('policies/notes.yaml', sandboxPolicy('enforce', 'second').replace('rm -rf', 'git push'))
  assert.match(place.hook({ ...before('git push', 't3'), cwd: place.project }).stdout, /Blocked by second/)
})

test('where nothing can be kept, each hook reads the text', () => {
  const place = makePlace(built.cli)
  places.push(place)
  const policy = place.write('team.policy.yaml', sandboxPolicy('enforce'))
  writeFileSync(path.join(place.home, '.cache'), 'in the way')
  for (const id of ['t1', 't2']) {
    const { stdout, stderr } = place.hook(before('rm -rf x', id), '--policy', policy)
    assert.match(stdout, denied)
    assert.equal(stderr, '')
  }
  assert.equal(existsSync(path.join(place.home, '.cache', 'rehearsal')), false)
})
