import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { drain, waitingFiles } from '../../../audit/drain.ts'
import { policyTexts } from '../../../audit/query.ts'
import { openReader } from '../../../audit/reader.ts'
import { spoolTexts } from '../../../audit/spooled-texts.ts'
import { openDatabase } from '../../../audit/sqlite.ts'
import { openStore } from '../../../audit/store.ts'
import { loadPolicies } from '../../../gate/load-policies.ts'
import { recallAll } from '../../../gate/memory.ts'
import { type GatePlace, gatePlace } from '../../../gate/place.ts'
import type { ReadyPolicy } from '../../../gate/policies.ts'
import { rememberPolicies } from '../../../gate/policy-changes.ts'
import { recordSpool } from '../../../gate/recorder.ts'
import { value } from '../audit/support.ts'
import { sandboxPolicy } from './place.ts'

let folder: string
let place: GatePlace
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-texts-'))
  place = gatePlace(path.join(folder, 'audit.db'), folder, { platform: process.platform, homedir: folder, env: {} })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function newPolicy(): ReadyPolicy {
  const file = path.join(folder, 'team.policy.yaml')
  writeFileSync(file, sandboxPolicy('observe'))
  const [policy] = loadPolicies([file], () => null, folder)
  assert.ok(policy?.kind === 'ready')
  return policy
}

function kept(digest: string): string | undefined {
  const reader = value(openReader(place.database))
  const texts = value(policyTexts(reader, digest))
  reader.close()
  return texts?.[0]?.text
}

test('the texts of a new policy come into the log also where another process holds it when they are recorded', async () => {
  const policy = newPolicy()
  const other = value(openStore(place.database))
  const busy = value(openDatabase(place.database, {}))
  busy.exec('BEGIN IMMEDIATE')
  const fresh = rememberPolicies(place, [policy], null, Date.now(), undefined)
  const recorded = await recordSpool(place, fresh, Date.now())
  assert.equal(!recorded.ok && recorded.code, 'locked')
  busy.exec('ROLLBACK')
  busy.close()
  other.close()

  assert.equal(waitingFiles(place.spool), 1)
  assert.deepEqual(await recordSpool(place, [], Date.now()), { ok: true })
  assert.equal(kept(policy.policy.digest), sandboxPolicy('observe'))
  assert.deepEqual(readdirSync(place.spool), [])
})

test('a process that ends as soon as it knows a policy leaves its texts', async () => {
  const policy = newPolicy()
  rememberPolicies(place, [policy], null, Date.now(), undefined)
  assert.equal(recallAll(place.policies).length, 1)
  await recordSpool(place, [], Date.now())
  assert.equal(kept(policy.policy.digest), sandboxPolicy('observe'))
})

test('texts are kept once, and what is no such file is set aside', () => {
  for (const time of ['2026-01-01', '2026-01-02'])
    assert.ok(spoolTexts(place.spool, 'd', [{ file: 'f', text: time }], time))
  writeFileSync(path.join(place.spool, 'cut.texts'), '{"v":1,"dig')
  const store = value(openStore(place.database))
  value(drain(store, place.spool))
  store.close()
  assert.match(kept('d') ?? '', /^2026-01-0[12]$/)
  assert.deepEqual(readdirSync(place.spool), ['cut.texts.unreadable'])
  assert.equal(waitingFiles(place.spool), 0)
})
