import assert from 'node:assert/strict'
import { mkdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import {
  ensureFolder,
  logPlace,
  type Machine,
  placeOf,
  stateFolder,
  workspaceRoot,
  workspaceState,
} from '../../../audit/place.ts'
import { openStore } from '../../../audit/store.ts'
import { prepared, temporaryFolder, value } from './support.ts'

const machines: [name: string, machine: Machine, folder: string][] = [
  ['Linux', { platform: 'linux', homedir: '/home/me', env: {} }, '/home/me/.local/state/rehearsal'],
  ['XDG_STATE_HOME', { platform: 'linux', homedir: '/home/me', env: { XDG_STATE_HOME: '/state' } }, '/state/rehearsal'],
  [
    'a relative XDG_STATE_HOME',
    { platform: 'linux', homedir: '/home/me', env: { XDG_STATE_HOME: 'state' } },
    '/home/me/.local/state/rehearsal',
  ],
  [
    'an empty XDG_STATE_HOME',
    { platform: 'linux', homedir: '/home/me', env: { XDG_STATE_HOME: '' } },
    '/home/me/.local/state/rehearsal',
  ],
  ['macOS', { platform: 'darwin', homedir: '/Users/me', env: {} }, '/Users/me/Library/Application Support/rehearsal'],
  [
    'Windows',
    { platform: 'win32', homedir: 'C:\\Users\\me', env: { LOCALAPPDATA: 'D:\\Local' } },
    'D:\\Local\\rehearsal',
  ],
  [
    'Windows without the variable',
    { platform: 'win32', homedir: 'C:\\Users\\me', env: {} },
    'C:\\Users\\me\\AppData\\Local\\rehearsal',
  ],
]

test('the state folder of each system', async (t) => {
  for (const [name, machine, folder] of machines) {
    await t.test(name, () => assert.equal(stateFolder(machine), folder))
  }
})

test('one log per git root, by its real path', (t) => {
  const folder = realpathSync(temporaryFolder(t))
  const machine: Machine = { platform: 'linux', homedir: folder, env: {} }
  const deep = path.join(folder, 'repository', 'a', 'b')
  mkdirSync(deep, { recursive: true })
  mkdirSync(path.join(folder, 'repository', '.git'))
  symlinkSync(path.join(folder, 'repository'), path.join(folder, 'link'))
  assert.equal(workspaceRoot(deep), path.join(folder, 'repository'))
  assert.equal(workspaceRoot(path.join(folder, 'link', 'a')), path.join(folder, 'repository'))
  assert.deepEqual(logPlace(deep, machine), logPlace(path.join(folder, 'link'), machine))
  const plain = path.join(folder, 'plain')
  mkdirSync(plain)
  assert.equal(workspaceRoot(plain), plain)
  assert.notEqual(workspaceState(plain, machine), workspaceState(deep, machine))
  assert.match(logPlace(plain, machine).database, /\/\.local\/state\/rehearsal\/[0-9a-f]{16}\/audit\.db$/)
  writeFileSync(path.join(plain, '.git'), 'gitdir: elsewhere\n')
  assert.equal(workspaceRoot(path.join(plain, 'not', 'there')), plain, 'a worktree is a root of its own')
})

test('what belongs to a database stands beside it', () => {
  assert.deepEqual(placeOf('/x/log.db'), { database: '/x/log.db', spool: '/x/log.spool', key: '/x/log.key' })
  assert.deepEqual(placeOf('/x/log'), { database: '/x/log', spool: '/x/log.spool', key: '/x/log.key' })
})

test('folders are 0700 and files 0600, a folder that was there keeps its mode', (t) => {
  const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)
  const folder = temporaryFolder(t)
  const file = path.join(folder, 'state', 'workspace', 'audit.db')
  const store = value(openStore(file))
  t.after(() => store.close())
  value(store.append([prepared(0)]))
  assert.equal(mode(path.dirname(file)), '700')
  assert.equal(mode(path.dirname(path.dirname(file))), '700')
  for (const end of ['', '-wal', '-shm']) assert.equal(mode(file + end), '600', end)
  const mine = path.join(folder, 'mine')
  mkdirSync(mine, { mode: 0o755 })
  value(ensureFolder(mine, false))
  assert.equal(mode(mine), '755')
  value(ensureFolder(mine, true))
  assert.equal(mode(mine), '700')
})
