import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { discoverPolicies } from '../../../gate/discover.ts'
import { sandboxPolicy } from './place.ts'

test('policies are known by place and by content, from anywhere in the repository', () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal-discover-')))
  try {
    const policy = sandboxPolicy('observe')
    const texts: Record<string, string> = {
      '.rehearsal/b.yml': policy,
      '.rehearsal/a.json': JSON.stringify({ name: 'j', enforcement_mode: 'observe', rules: [] }),
      '.rehearsal/notes.yaml': 'hello: world\n',
      '.rehearsal/team.test.yaml': policy,
      '.rehearsal/broken.yaml': '{',
      'team.policy.yaml': policy,
      'other.yaml': policy,
      'policies/c.yaml': policy,
      'policies/deep/d.yaml': policy,
      'policies/readme.md': policy,
    }
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
      writeFileSync(path.join(root, name), text)
    }
    mkdirSync(path.join(root, '.git'))
    mkdirSync(path.join(root, 'policies', 'folder.yaml'))
    const found = discoverPolicies(path.join(root, 'policies', 'deep')).map((file) => path.relative(root, file))
    assert.deepEqual(found, ['.rehearsal/a.json', '.rehearsal/b.yml', 'team.policy.yaml', 'policies/c.yaml'])
    assert.deepEqual(
      discoverPolicies(path.join(root, 'nowhere')),
      found.map((file) => path.join(root, file)),
    )
    assert.deepEqual(discoverPolicies(tmpdir()).includes(path.join(root, 'team.policy.yaml')), false)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
