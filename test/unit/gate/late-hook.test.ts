import assert from 'node:assert/strict'
import { after as afterTests, test } from 'node:test'
import { before, buildCommandLine, makePlace, sandboxPolicy } from './place.ts'

const built = buildCommandLine()
afterTests(() => built.remove())

for (const mode of ['enforce', 'observe']) {
  test(`a hook that hangs answers all the same: ${mode}`, () => {
    const place = makePlace(built.cli)
    try {
      const policy = place.write('team.policy.yaml', sandboxPolicy(mode))
      place.hook(before('ls', 't0'), '--policy', policy)
      const stuck = `const fs = require('node:fs'); const { readFileSync } = fs
fs.readFileSync = (file, ...rest) => { while (String(file).endsWith('.policy.yaml')); return readFileSync(file, ...rest) }`
      place.env.NODE_OPTIONS = `--require "${place.write('stuck.cjs', stuck)}"`
      const { status, stdout, stderr } = place.hook(before('ls', 't1'), '--policy', policy)
      delete place.env.NODE_OPTIONS
      assert.equal(status, 0)
      if (mode === 'enforce') {
        const { permissionDecision, permissionDecisionReason } = JSON.parse(stdout).hookSpecificOutput
        assert.equal(permissionDecision, 'deny')
        assert.match(permissionDecisionReason, /no answer after 1 s/)
      } else {
        assert.equal(stdout, '')
        assert.match(stderr, /no answer after 1 s/)
      }
      const [error] = place.list('--kind', 'error')
      assert.match(error.reason, /no answer after 1 s/)
    } finally {
      place.remove()
    }
  })
}
