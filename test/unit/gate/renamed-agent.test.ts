import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { buildCommandLine, makePlace, type Place } from './place.ts'

const built = buildCommandLine()
const places: Place[] = []
after(() => {
  for (const place of places) place.remove()
  built.remove()
})
const placed = () => {
  const place = makePlace(built.cli)
  places.push(place)
  return place
}

const noRm = `deny:
  - capability: shell.execute
    contains: rm -rf
allow:
  - capability: "*"
`
const geminiCall = (command: string) => ({
  session_id: 's',
  transcript_path: '/tmp/t.json',
  cwd: '/tmp',
  hook_event_name: 'BeforeTool',
  timestamp: '2026-01-01T00:00:00Z',
  tool_name: 'run_shell_command',
  tool_input: { command },
})

test('an agent that goes by a name of its own is replayed in the words of its product', () => {
  const place = placed()
  const policy = place.write('team.yaml', noRm)
  const hook = (...more: string[]) =>
    place.shell(
      [process.execPath, built.cli, 'hook', 'gemini', '--audit', place.audit, '--policy', policy, ...more]
        .map((word) => `'${word}'`)
        .join(' '),
      geminiCall('rm -rf /'),
    )
  hook('--agent', 'reviewer', '--enforcement-mode', 'observe')
  hook('--enforcement-mode', 'observe')
  const rows = place.list('--dry-run-only')
  assert.deepEqual(
    rows.map(({ agent, context }) => [agent, context]),
    [
      ['gemini-cli', undefined],
      ['reviewer', { product: 'gemini-cli' }],
    ],
  )
  const edited = place.write('edited.yaml', noRm.replace('rm -rf', 'rm'))
  const { stdout } = place.run('replay', edited, '--audit', place.audit)
  assert.match(stdout, /would deny 2\n/)
})

test('replay, simulate, cases and readiness take the names that the hook was given', () => {
  const place = placed()
  const policy = place.write('team.yaml', noRm.replace('shell.execute', 'web.get'))
  const names = ['--tool-name', 'capfence:Bash=web.get']
  place.shell(`'${process.execPath}' '${built.cli}' hook claude --audit '${place.audit}' --policy '${policy}'`, {
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command: 'rm -rf /' },
    cwd: '/tmp',
    session_id: 's',
    tool_use_id: 't',
  })
  const edited = place.write('edited.yaml', `# edited\n${noRm.replace('shell.execute', 'web.get')}`)
  const denied = (...more: string[]) => {
    const { stdout } = place.run('replay', edited, '--audit', place.audit, '--format', 'json', ...more)
    return JSON.parse(stdout)[0].byEffect.deny
  }
  assert.deepEqual([denied(), denied(...names)], [0, 1])
  assert.match(place.run('cases', edited, '--audit', place.audit, ...names).stdout, /tool: web\.get\n/)
  assert.match(
    place.run('readiness', edited, '--audit', place.audit, ...names).stdout,
    /deny\[0\]: would deny 1 call\n/,
  )
  assert.match(
    place.run('readiness', edited, '--audit', place.audit, ...names).stdout,
    /1 call .*, recorded for other policies only;/,
  )
  assert.equal(place.run('simulate', '--level', 'tight', '--audit', place.audit, ...names).status, 0)
  assert.equal(place.run('replay', edited, '--tool-name', 'Bash=web.get').status, 2)
})
