import assert from 'node:assert/strict'
import { rmSync, utimesSync } from 'node:fs'
import { after, test } from 'node:test'
import { makePlace } from './place.ts'

const place = makePlace()
after(() => place.remove())

/** Settles a file, so that it is read again only when it looks different. */
function written(name: string, text: string, secondsAgo: number): string {
  const file = place.write(name, text)
  const at = new Date(Date.now() - secondsAgo * 1000)
  utimesSync(file, at, at)
  return file
}

test('a process that lives on notices a parent that changes, goes and comes back', async () => {
  const policy = written('team.yaml', 'extends: base.yaml\nallow: [shell.execute]\n', 100)
  const parent = written('base.yaml', 'deny: [{capability: shell.execute, contains: rm}]\n', 100)
  const gate = await place.open({ policies: [policy] })
  const asks = (command: string) => gate.check({ tool: 'shell.execute', args: { command } })
  assert.deepEqual([asks('ls').allowed, asks('rm x').allowed], [true, false])
  assert.equal(asks('rm x').decision?.rule, 'base.yaml:deny[0]')
  written('base.yaml', 'deny: [{capability: shell.execute, contains: curl}]\n', 90)
  assert.deepEqual([asks('rm x').allowed, asks('curl x').allowed], [true, false])
  rmSync(parent)
  assert.equal(asks('ls').allowed, false)
  written('base.yaml', 'deny: []\n', 80)
  assert.equal(asks('curl x').allowed, true)
  await gate.close()
})
