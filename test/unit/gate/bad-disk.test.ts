import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { before, buildCommandLine, type Ended, makePlace, type Place, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
afterTests(() => {
  built.remove()
  for (const place of places) place.remove()
})

/** What a hook says when its disk is no good: under observe a note for people alone, under enforce a denial with the reason. */
function assertAnswered(mode: string, { status, stdout, stderr }: Ended, reason: RegExp): void {
  assert.equal(status, 0)
  assert.match(stderr, reason)
  if (mode === 'observe') assert.equal(stdout, '')
  else {
    const { permissionDecision, permissionDecisionReason } = JSON.parse(stdout).hookSpecificOutput
    assert.equal(permissionDecision, 'deny')
    assert.match(permissionDecisionReason, reason)
  }
}

const skip = spawnSync('unshare', ['-rm', 'true']).status !== 0
for (const how of ['full', 'read-only']) {
  for (const mode of ['observe', 'enforce']) {
    test(`the disk of the log is ${how}: ${mode}`, { skip }, () => {
      const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal-disk-')))
      try {
        const script = path.join(import.meta.dirname, 'disk-process.ts')
        const args = ['-rm', process.execPath, script, built.cli, folder, mode, how]
        const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' })
        assert.equal(stderr, '')
        const { fine, broken, doctor, mended, told, doctorLater, verify, calls } = JSON.parse(stdout)
        assert.deepEqual([fine.status, fine.stdout, fine.stderr], [0, '', ''])
        for (const each of broken) assertAnswered(mode, each, /could not be written to .*audit\.spool/)
        assert.equal(doctor.status, 1)
        assert.match(
          doctor.stdout,
          how === 'full' ? /disk of .* is full.*free some space/ : /cannot be kept in .*read-only/,
        )
        if (mode === 'observe') assert.deepEqual([mended.status, mended.stdout, mended.stderr], [0, '', ''])
        else assert.match(mended.stdout, /destroys the checkout/)
        assert.equal(verify.status, 0, verify.stdout)
        if (how === 'full') {
          // What a full disk still takes is a name.
          assert.match(doctor.stdout, /^Lost +2 events are not in the log/m)
          assert.match(doctorLater.stdout, /^Lost +2 events are not in the log/m)
          assert.match(verify.stdout, /2 events could not be written when they happened, and the log says so/)
          // One event tells of both, or two where a drain was trying just then.
          const lost = told.filter(({ detail }: { detail: { code: string } }) => detail.code === 'events-lost')
          const counts = lost.map(({ detail }: { detail: { count: number } }) => detail.count)
          assert.equal(
            counts.reduce((sum: number, count: number) => sum + count, 0),
            2,
          )
        } else assert.deepEqual(told, [])
        assert.deepEqual(calls.toSorted(), ['after', 'before'])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  }
}

test('no file may grow: the answer comes, and what was written stays whole', {
  skip: process.platform === 'win32',
}, () => {
  for (const mode of ['observe', 'enforce']) {
    const place = makePlace(built.cli)
    places.push(place)
    const policy = place.write('team.policy.yaml', sandboxPolicy(mode))
    place.hook(before('ls', 't0'), '--policy', policy)
    const words = [process.execPath, built.cli, 'hook', 'claude', '--audit', place.audit, '--policy', policy]
    const line = `ulimit -f 0; exec ${words.map((word) => `'${word}'`).join(' ')}`
    assertAnswered(mode, place.shell(line, before('ls', 't1')), /could not be written to .*audit\.spool/)
    assert.deepEqual(
      place.list().map(({ call_id }) => call_id),
      ['t0'],
    )
    assert.deepEqual(
      place.list('--kind', 'error').map(({ detail }) => detail.code),
      ['events-lost'],
    )
    assert.equal(place.run('audit', 'verify', '--audit', place.audit).status, 0)
  }
})

/** Waits until the process that hooks leave the database to has told what keeps it from its work. */
async function drainerSays({ audit }: Place, what: RegExp): Promise<void> {
  const file = audit.replace(/\.db$/, '.drainer')
  for (let tries = 0; tries < 200; tries++) {
    if (existsSync(file) && what.test(readFileSync(file, 'utf8'))) return
    await pause(50)
  }
  assert.fail('the drainer says nothing')
}

const damages: Record<string, (file: string) => void> = {
  'no database at all': (file) => writeFileSync(file, 'this is no database. '.repeat(500)),
  'cut off': (file) => truncateSync(file, 5000),
  'overwritten in the middle': (file) => {
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0xa5, 100, bytes.length))
  },
}
for (const [how, damage] of Object.entries(damages)) {
  test(`a database that is ${how}: nobody is held up, the events wait, doctor and stderr say why`, async () => {
    for (const mode of ['observe', 'enforce']) {
      const place = makePlace(built.cli)
      places.push(place)
      const policy = place.write('team.policy.yaml', sandboxPolicy(mode))
      place.hook(before('ls', 't0'), '--policy', policy)
      // Brings the -wal into the database, so that the damage is not mended from there.
      place.run('audit', 'prune', '--older-than', '2020-01-01', '--audit', place.audit)
      for (const side of ['-wal', '-shm']) rmSync(place.audit + side, { force: true })
      damage(place.audit)
      const { status, stdout, stderr } = place.hook(before('rm -rf x', 't1'), '--policy', policy)
      assert.equal(status, 0)
      if (mode === 'observe') assert.equal(stdout, '')
      else assert.match(stdout, /destroys the checkout/)
      assert.equal(stderr, '')
      await drainerSays(place, /damaged|something else/)
      const next = place.hook(before('ls', 't2'), '--policy', policy)
      assert.match(next.stderr, /events wait in the spool: .*audit\.db.*(damaged|something else)/)
      const doctor = place.run('doctor', '--audit', place.audit)
      assert.equal(doctor.status, 1)
      assert.match(doctor.stdout, /audit\.db.*(damaged|something else)/)
      assert.match(doctor.stdout, /[12] files? waits? to be brought/)

      // The sides first: the process that waits for a new log makes its own as soon as this one is away.
      for (const side of ['-wal', '-shm']) rmSync(place.audit + side, { force: true })
      renameSync(place.audit, `${place.audit}.damaged`)
      const rows = [...place.list(), ...place.list('--dry-run-only')]
      assert.deepEqual(rows.map(({ call_id }) => call_id).toSorted(), ['t1', 't2'])
      assert.equal(place.run('audit', 'verify', '--audit', place.audit).status, 0)
      assert.deepEqual(readdirSync(place.audit.replace(/\.db$/, '.spool')), [])
    }
  })
}
