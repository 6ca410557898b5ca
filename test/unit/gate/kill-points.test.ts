import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after as afterTests, test } from 'node:test'
import { drain } from '../../../audit/drain.ts'
import { placeOf } from '../../../audit/place.ts'
import { eventsInOrder } from '../../../audit/query.ts'
import { openReader } from '../../../audit/reader.ts'
import { openStore } from '../../../audit/store.ts'
import { verify } from '../../../audit/verify.ts'
import { value } from '../audit/support.ts'
import { before, buildCommandLine, type Ended, makePlace, type Place, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal-steps-')))
const places: Place[] = []
afterTests(() => {
  built.remove()
  rmSync(folder, { recursive: true, force: true })
  for (const place of places) place.remove()
})

/** Every call by which a process changes a file, or says something. */
const steps = 'write,writev,pwrite64,rename,unlink,fsync,fdatasync,ftruncate,mkdir,link'
const works = spawnSync('strace', ['-qq', '-o', path.join(folder, 'trace'), '-e', 'trace=none', 'true']).status === 0

/** Runs a hook under strace, which counts its steps into `trace` and kills it with SIGKILL on entering step `killAt`. */
async function hook(place: Place, id: string, policy: string, trace: string, killAt?: number): Promise<Ended> {
  const kill = killAt === undefined ? [] : ['-e', `inject=${steps}:signal=SIGKILL:when=${killAt}`]
  const words = [process.execPath, built.cli, 'hook', 'claude', '--audit', place.audit, '--policy', policy]
  const args = ['-f', '-q', '-o', trace, '-e', `trace=${steps}`, ...kill, ...words]
  const child = spawn('strace', args, { cwd: place.project, env: place.env })
  // Each hook starts a process that drains the spool, and that one ends as soon as it has: both are killed at each step.
  const drainer = place.audit.replace(/\.db$/, '.drainer')
  rmSync(drainer, { force: true })
  const ending = setInterval(() => rmSync(drainer, { force: true }), 50)
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(JSON.stringify(before('rm -rf x', id)))
  const [status] = await once(child, 'close')
  clearInterval(ending)
  return { status, stdout, stderr: '' }
}

function stepsIn(trace: string): number {
  return readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /^\d+\s+\w+\(/.test(line)).length
}

/** Every one of the first sixty steps, then every fourth. */
const some = (count: number) =>
  Array.from({ length: count }, (_, index) => index + 1).filter((at) => at < 60 || at % 4 === 0)

const logs: Record<string, boolean> = { 'that is made by it': true, 'that exists': false }
for (const [which, fresh] of Object.entries(logs)) {
  test(`a hook killed at every step, with a log ${which}: whole events or none, and none is lost that was answered`, {
    skip: !works,
    timeout: 300_000,
  }, async () => {
    const newPlace = () => {
      const place = makePlace(built.cli)
      places.push(place)
      return { place, policy: place.write('team.policy.yaml', sandboxPolicy('enforce')) }
    }
    const shared = newPlace()
    if (!fresh) await hook(shared.place, 'first', shared.policy, path.join(folder, 'first'))
    const counted = fresh ? newPlace() : shared
    const trace = path.join(folder, 'count')
    await hook(counted.place, 'counted', counted.policy, trace)
    const count = stepsIn(trace)
    assert.ok(count > 10, `${count} steps`)

    let killed = 0
    const answered: string[] = []
    for (const killAt of some(count)) {
      const { place, policy } = fresh ? newPlace() : shared
      const id = `killed-${killAt}`
      const { status, stdout } = await hook(place, id, policy, path.join(folder, 'trace'), killAt)
      if (status !== 0 || readFileSync(path.join(folder, 'trace'), 'utf8').includes('+++ killed')) killed++
      const told = /"permissionDecision":"deny".*\}\}\n$/.test(stdout)
      if (told) answered.push(id)
      if (fresh) assertWhole(place, told ? [id] : [], `killed at step ${killAt} of ${count}`)
    }
    assert.ok(killed > count / 4, `${killed} of ${count} were killed`)
    if (!fresh) assertWhole(shared.place, ['first', 'counted', ...answered], 'after all')
  })
}

/** The chain holds, nothing is there twice, and everything that was answered is there. */
function assertWhole({ audit }: Place, answered: readonly string[], when: string): void {
  const store = value(openStore(audit))
  value(drain(store, placeOf(audit).spool))
  store.close()
  const reader = value(openReader(audit))
  const ids = [...eventsInOrder(reader, { kind: 'decision' })].flatMap((page) => value(page).map((row) => row.call_id))
  assert.equal(value(verify(reader)).fault, null, when)
  reader.close()
  assert.equal(new Set(ids).size, ids.length, when)
  assert.deepEqual(
    answered.filter((id) => !ids.includes(id)),
    [],
    when,
  )
}
