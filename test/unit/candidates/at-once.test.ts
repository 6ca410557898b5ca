import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import {
  candidateFiles,
  candidateOf,
  candidatesFolder,
  observeAlongside,
  withdrawCandidate,
} from '../../../gate/alongside.ts'
import { type GatePlace, gatePlace } from '../../../gate/place.ts'

const policyFile = '/srv/project/policy.yaml'

/** A log's place where two processes began to observe a version each, and neither saw the other's. */
function begunAtOnce(t: TestContext): GatePlace {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-candidates-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const machine = { platform: process.platform, homedir: folder, env: {} }
  const [place, other] = ['a', 'b'].map((name) => gatePlace(path.join(folder, `${name}.db`), folder, machine)) as [
    GatePlace,
    GatePlace,
  ]
  observeAlongside(place, policyFile, 'newer', 2000)
  observeAlongside(other, policyFile, 'older', 1000)
  for (const name of readdirSync(candidatesFolder(other))) {
    const to = path.join(candidatesFolder(place), name)
    cpSync(path.join(candidatesFolder(other), name), to, { recursive: true })
    const description = path.join(to, 'candidate.json')
    const told = JSON.parse(readFileSync(description, 'utf8'))
    writeFileSync(description, JSON.stringify({ ...told, file: path.join(to, 'policy.yaml') }))
  }
  assert.equal(readdirSync(candidatesFolder(place)).length, 2)
  return place
}

test('of two versions that were begun at once the newest is observed', (t) => {
  const place = begunAtOnce(t)
  const [file = '', ...more] = candidateFiles(place, [policyFile])
  assert.deepEqual([readFileSync(file, 'utf8'), more.length], ['newer', 0])
})

test('after a withdrawal nothing is observed, also where two were begun at once', (t) => {
  const place = begunAtOnce(t)
  assert.equal(withdrawCandidate(place, policyFile), true)
  assert.equal(candidateOf(place, policyFile), null)
  assert.equal(withdrawCandidate(place, policyFile), false)
})
