import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { openWorkbench } from './workbench.ts'

const root = join(import.meta.dirname, '..', '..')
const { hostSuite } = createRequire(import.meta.url)('./host-suite.cjs')

test('what must hold in any extension host', async () => {
  const vs = await openWorkbench({ vsix: join(root, 'dist', 'rehearsal.vsix'), workspace: join(root, 'examples') })
  try {
    const checked = await vs.inHost(hostSuite, vs.folder)
    assert.ok(Array.isArray(checked) && checked.length === 6, JSON.stringify(checked))
  } finally {
    await vs.close()
  }
})
