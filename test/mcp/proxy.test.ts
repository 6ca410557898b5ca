import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, test } from 'node:test'
import { call, makeStage, policyText } from './stage.ts'

const stage = makeStage()
after(() => stage.remove())
const observing = stage.write('observe.yaml', policyText('observe'))
const enforcing = stage.write('enforce.yaml', policyText('enforce'))

const blocked = { content: [{ type: 'text', text: 'Blocked by team (no-sum): no sums here' }], isError: true }

test('observe lets every call run and records what enforcement would have done', async () => {
  const proxy = stage.start(observing)
  proxy.send(call(1, 'get-sum'), call('a', 'echo', { text: 'SECRET1' }))
  assert.deepEqual((await proxy.next()).result, { content: [{ type: 'text', text: '' }] })
  assert.deepEqual((await proxy.next()).result, { content: [{ type: 'text', text: 'SECRET1' }] })
  assert.equal(await proxy.end(), 0)
  assert.equal(proxy.stderr(), 'server up\n')
  const rows = stage.list('--dry-run-only').map((row) => [row.tool_raw, row.rule, row.phase, row.surface, row.source])
  assert.deepEqual(rows.sort(), [
    ['mcp__s__echo', 'hide-keys', 'after', 'mcp', 'mcp'],
    ['mcp__s__get-sum', 'no-sum', 'before', 'mcp', 'mcp'],
  ])
  assert.equal(stage.list('--kind', 'session_start').length, 1)
})

test('enforce answers denied and held calls itself, in the way of either era, and sanitises results', async () => {
  const proxy = stage.start(enforcing)
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
  proxy.send(call(1, 'get-sum'))
  assert.deepEqual(await proxy.next(), { jsonrpc: '2.0', id: 1, result: blocked })
  proxy.send(call('two', 'get-sum', {}, { _meta }))
  assert.deepEqual(await proxy.next(), { jsonrpc: '2.0', id: 'two', result: { resultType: 'complete', ...blocked } })
  proxy.send(call(3, 'push'))
  assert.equal((await proxy.next()).result.content[0].text, 'Needs approval under team (ask): somebody must look')
  assert.equal(proxy.got(), '')
  proxy.send(call(4, 'echo', { text: 'a SECRET22 b' }))
  assert.deepEqual((await proxy.next()).result, { content: [{ type: 'text', text: 'a [REDACTED] b' }] })
  assert.equal(await proxy.end(), 0)
})

const twoReadings: readonly [string, string][] = [
  ['duplicate arguments', '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","name":"get-sum"}}'],
  ['duplicate in arguments', '{"id":5,"method":"tools/call","params":{"name":"echo","arguments":{"a":1,"\\u0061":2}}}'],
  ['duplicate method', '{"id":5,"method":"tools/call","method":"ping","params":{"name":"get-sum"}}'],
  ['a method in other letters', '{"id":5,"method":"ping","Method":"tools/call","params":{"name":"get-sum"}}'],
  ['params in other letters', '{"id":5,"method":"tools/call","params":{"name":"echo","Name":"get-sum"}}'],
]
for (const [name, line] of twoReadings) {
  test(`what two parsers could read differently goes nowhere under enforce, and passes under observe: ${name}`, async () => {
    const strict = stage.start(enforcing)
    strict.sendBytes(`${line}\n`)
    const { id, result } = await strict.next()
    assert.equal(id, 5)
    assert.match(result.content[0].text, /could not be judged: This message can be read in two ways/)
    await strict.end()
    assert.equal(strict.got(), '')
    const lax = stage.start(observing)
    lax.sendBytes(`${line}\n`)
    await lax.next()
    await lax.end()
    assert.equal(lax.got(), `${line}\n`)
  })
}

test('a line that some readers would cut in two is forwarded in one reading', async () => {
  const proxy = stage.start(enforcing)
  proxy.sendBytes('{"id":1,\r"method":"tools/call","params":{"name":"echo","arguments":{"text":"a\u2028b"}}}\r\n')
  assert.equal((await proxy.next()).result.content[0].text, 'a\u2028b')
  await proxy.end()
  assert.doesNotMatch(proxy.got(), /[\r\u2028]/)
})

test('a line that is no JSON is refused under enforce, and passes under observe', async () => {
  const strict = stage.start(enforcing)
  strict.sendBytes('{"id":1,"method":"tools/call",}\n')
  assert.equal((await strict.next()).error.code, -32700)
  await strict.end()
  assert.equal(strict.got(), '')
  const lax = stage.start(observing)
  lax.sendBytes('nonsense\n')
  await lax.end()
  assert.equal(lax.got(), 'nonsense\n')
})

test('of a batch the denied calls are answered and the others run', async () => {
  const proxy = stage.start(enforcing)
  proxy.send([call(1, 'get-sum'), call(2, 'echo', { text: 'x' })])
  const answers = [await proxy.next(), await proxy.next()].flat()
  assert.deepEqual(answers.map(({ id, result }) => [id, result.isError ?? false]).sort(), [
    [1, true],
    [2, false],
  ])
  await proxy.end()
})

test('notifications and cancellation reach the server byte for byte, also under enforce', async () => {
  const proxy = stage.start(enforcing)
  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }
  const lines = [{ jsonrpc: '2.0', id: 1, method: 'hang' }, cancel, { jsonrpc: '2.0', id: 2, method: 'ping' }]
  const bytes = lines.map((line) => `${JSON.stringify(line).replace(':', ' : ')}\n`).join('')
  proxy.sendBytes(bytes)
  assert.equal((await proxy.next()).id, 2)
  await proxy.end()
  assert.equal(proxy.got(), bytes)
})

for (const [mode, policy] of Object.entries({ observing, enforcing })) {
  test(`10 MB there and back, ${mode}`, async () => {
    const proxy = stage.start(policy)
    const text = 'wide '.repeat(2_000_000)
    proxy.send(call(1, 'echo', { text }))
    const back = (await proxy.next()).result.content[0].text
    assert.ok(back === text, `${back.length} characters came back: ${back.slice(0, 200)}`)
    assert.equal(await proxy.end(), 0)
  })
}

test("the server's exit code is ours, its death too, and ours ends the server", async () => {
  const dying = stage.start(observing)
  dying.send({ id: 1, method: 'die' })
  const code = await new Promise((resolve) => dying.child.on('close', resolve))
  assert.equal(code, 7)
  const stopped = stage.start(observing)
  stopped.send(call(1, 'echo'))
  await stopped.next()
  stopped.child.kill('SIGTERM')
  assert.equal(await new Promise((resolve) => stopped.child.on('close', resolve)), 143)
  const killed = stage.start(observing)
  killed.send(call(1, 'get-sum', { text: 'before the end' }))
  await killed.next()
  killed.child.kill('SIGKILL')
  // The pipes close only when the server is gone too.
  await new Promise((resolve) => killed.child.on('close', resolve))
  const next = stage.start(observing)
  await next.end()
  assert.equal(stage.list('--dry-run-only').filter(({ args }) => args?.text === 'before the end').length, 1)
})

test('a command that does not exist is said so', () => {
  const args = [stage.cli, 'mcp', '--policy', observing, '--audit', stage.audit, '--', 'no-such-program']
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: stage.folder, input: '', encoding: 'utf8' })
  assert.equal(status, 127)
  assert.match(stderr, /no-such-program was not found on the PATH/)
})

test('a flip counts for the next call; a policy that enforced and is gone denies, a new one that is broken does not', async () => {
  const policy = stage.write('flip.yaml', policyText('observe'))
  const proxy = stage.start(policy)
  const ask = async (id: number, name = 'get-sum') => {
    proxy.send(call(id, name))
    return (await proxy.next()).result.isError ?? false
  }
  assert.equal(await ask(1), false)
  stage.write('flip.yaml', policyText('enforce'))
  assert.equal(await ask(2), true)
  stage.write('flip.yaml', 'name: [')
  assert.equal(await ask(3, 'echo'), true)
  stage.write('flip.yaml', policyText('observe'))
  assert.equal(await ask(4), false)
  await proxy.end()
  const broken = stage.start(stage.write('broken.yaml', 'name: ['))
  broken.send(call(1, 'get-sum'))
  assert.equal((await broken.next()).result.isError ?? false, false)
  await broken.end()
})
