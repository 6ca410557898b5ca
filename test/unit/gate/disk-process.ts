/**
 * Runs hooks against a state folder on a disk of its own, breaks that disk, and mends it again; prints what happened as
 * JSON. Arguments: the command line's file, a folder for everything, the policy's mode, how the disk breaks. Start it
 * with `unshare -rm`, which lets it mount.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { before, sandboxPolicy } from './place.ts'

const [cli = '', folder = '', mode = '', how = ''] = process.argv.slice(2)
const state = path.join(folder, 'state')
const audit = path.join(state, 'audit.db')
const filler = path.join(state, 'filler')
const policy = path.join(folder, 'team.policy.yaml')
mkdirSync(state)
writeFileSync(policy, sandboxPolicy(mode))

function must(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
}

function run(input: string, ...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: folder }
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    input,
    env,
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

const hook = (command: string, id: string) =>
  run(JSON.stringify(before(command, id)), 'hook', 'claude', '--audit', audit, '--policy', policy)

const ways: Record<string, { breakIt(): void; mendIt(): void }> = {
  full: {
    breakIt: () => void spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1024']),
    mendIt: () => rmSync(filler),
  },
  'read-only': {
    breakIt: () => must('mount', '-o', 'remount,ro', state),
    mendIt: () => must('mount', '-o', 'remount,rw', state),
  },
}
const way = ways[how]
if (way === undefined) throw new Error(`no such way: ${how}`)

must('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', state)
const fine = hook('ls', 'before')
way.breakIt()
const broken = hook('ls', 'during')
const again = hook('ls', 'during too')
const doctor = run('', 'doctor', '--audit', audit)
way.mendIt()
const mended = hook('rm -rf x', 'after')
const shown = run('', 'audit', 'list', '--audit', audit, '--format', 'json')
const shadow = run('', 'audit', 'list', '--audit', audit, '--format', 'json', '--dry-run-only')
const errors = run('', 'audit', 'list', '--audit', audit, '--format', 'json', '--kind', 'error')
const doctorLater = run('', 'doctor', '--audit', audit)
const verify = run('', 'audit', 'verify', '--audit', audit)
const calls = [...JSON.parse(shown.stdout), ...JSON.parse(shadow.stdout)].map(({ call_id }) => call_id)
const told = JSON.parse(errors.stdout)
process.stdout.write(
  JSON.stringify({ fine, broken: [broken, again], doctor, mended, told, doctorLater, verify, calls }),
)
