import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { plantedSecrets } from '../audit/planted-secrets.ts'
import { before, buildCommandLine, makePlace, type Place } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

/** No shape tells that this is a secret. */
const shapeless = 'correct-horse-battery-staple'

/** Quotes the call in its message, as edictum's policies can. */
const quoting = `apiVersion: edictum/v1
kind: ContractBundle
metadata:
  name: quoting
defaults:
  mode: observe
contracts:
  - id: no-echo
    type: pre
    tool: Bash
    when:
      args.command:
        contains: echo
    then:
      effect: deny
      message: "not {args.command}"
`

/** Every file beside the log that is still there when it is read, with its bytes. */
function filesOf(place: Place): readonly (readonly [name: string, bytes: Buffer])[] {
  const entries = readdirSync(path.dirname(place.audit), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      try {
        return [[entry.name, readFileSync(path.join(entry.parentPath, entry.name))] as const]
      } catch {
        // Its events have been brought into the log meanwhile.
        return []
      }
    })
}

function holding(place: Place, text: string): string[] {
  return filesOf(place).flatMap(([name, bytes]) => (bytes.includes(text) ? [name] : []))
}

/** Calls with every planted secret and the shapeless one; the last ones wait in the spool, for the database is locked. */
function plant(place: Place, ...settings: string[]): void {
  const policy = place.write('quoting.yaml', quoting)
  const ask = (command: string, id: string) => {
    const ended = place.hook(before(command, id), '--policy', policy, ...settings)
    assert.deepEqual([ended.status, ended.stdout, ended.stderr], [0, '', ''])
  }
  ask(`echo ${plantedSecrets.map(({ text }) => `[${text}]`).join('\n')}`, 'all')
  ask(`echo ${shapeless}`, 'shapeless')
  const locked = new Database(place.audit)
  locked.exec('BEGIN IMMEDIATE')
  ask(`echo ${plantedSecrets.map(({ text }) => `<${text}>`).join('\n')}`, 'all-spooled')
  ask(`echo ${shapeless}`, 'shapeless-spooled')
  const names = filesOf(place).map(([name]) => name)
  for (const ending of ['audit.db', 'audit.db-wal', '.jsonl']) {
    assert.ok(
      names.some((name) => name.endsWith(ending)),
      `${ending} is among ${names}`,
    )
  }
}

const forms: Record<string, { readonly settings: string[]; readonly state: string; readonly keepsShapeless: boolean }> =
  {
    'redacted, by default': { settings: [], state: 'redacted', keepsShapeless: true },
    redacted: { settings: ['--store-arguments', 'redacted'], state: 'redacted', keepsShapeless: true },
    hash: { settings: ['--store-arguments', 'hash'], state: 'hashed', keepsShapeless: false },
    none: { settings: ['--store-arguments', 'none'], state: 'none', keepsShapeless: false },
  }
for (const [form, { settings, state, keepsShapeless }] of Object.entries(forms)) {
  test(`arguments stored ${form}: no planted secret is in the database, its -wal or the spool`, () => {
    const place = makePlace(built.cli)
    places.push(place)
    plant(place, ...settings)
    for (const { name, secret } of plantedSecrets) assert.deepEqual(holding(place, secret), [], name)
    assert.equal(
      holding(place, shapeless).length > 0,
      keepsShapeless,
      'what no shape tells is kept only with the arguments',
    )
    const rows = place.list('--dry-run-only')
    const [stored] = rows.filter(({ call_id }) => call_id === 'all')
    assert.equal(stored.args_state, state)
    if (keepsShapeless) return
    assert.match(stored.reason, /^not \[argument\]/)
    if (form === 'none') assert.equal(stored.args, undefined)
    else {
      assert.match(stored.args, /^hmac-sha256:[0-9a-f]{64}$/)
      const same = rows.filter(({ call_id }) => call_id.startsWith('shapeless')).map(({ args }) => args)
      assert.deepEqual(same, [same[0], same[0]], 'equal calls are known as equal')
    }
  })
}

test('hooks at once make one key between them', async () => {
  // A hook that gets no processor for a second lets its call go, and says so: then nobody judged it.
  let judged = await rowsOfHooksAtOnce(6)
  for (let tries = 1; judged.length < 2 && tries < 5; tries++) judged = await rowsOfHooksAtOnce(6)
  assert.ok(judged.length >= 2)
  assert.equal(new Set(judged.map(({ args }) => args)).size, 1)
})

/** The rows of so many calls that hooks of a new log judge at once, in the order in which they are in the log. */
async function rowsOfHooksAtOnce(count: number) {
  const place = makePlace(built.cli)
  places.push(place)
  const policy = place.write('quoting.yaml', quoting)
  const calls = Array.from({ length: count }, (_, index) => before('echo same', `call-${index}`))
  await Promise.all(calls.map((call) => place.hookInBackground(call, '--policy', policy, '--store-arguments', 'hash')))
  const late = () => place.list('--kind', 'error').filter(({ detail }) => detail.code === 'hook-late').length
  // Whoever brings them into the log may be about it still.
  for (const end = Date.now() + 10_000; Date.now() < end; await setTimeout(50)) {
    const rows = place.list('--dry-run-only')
    if (rows.length + late() === count) return rows
  }
  return assert.fail(`of ${count} calls ${place.list('--dry-run-only').length} are in the log, ${late()} were late`)
}

test('a payload that is no JSON is not quoted in the error about it', () => {
  const place = makePlace(built.cli)
  places.push(place)
  const policy = place.write('quoting.yaml', quoting)
  place.hook('{"tool_input": topsecret}', '--policy', policy)
  place.hook('topsecret', '--policy', policy)
  assert.equal(place.list('--kind', 'error').length, 2)
  assert.deepEqual(holding(place, 'topsecret'), [])
})
