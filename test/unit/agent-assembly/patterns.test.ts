import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nothingGiven } from '../../../evaluator/call.ts'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'

const characters = ['a', 'b', '-', '/', '7', ' ', 'é']
const written = fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 6 })
/** An expression beside what JavaScript, which means the same by it, finds. */
const pattern = fc.oneof(
  written,
  written.map((text) => `${text}+`),
  fc.tuple(written, written).map(([one, other]) => `${one}[ab]*${other}`),
  fc.tuple(written, written).map(([one, other]) => `(?:${one}|${other})7`),
)

test('a policy’s own patterns are found in a payload exactly where each alone would be', () => {
  let [found, missed] = [0, 0]
  const cases = fc.tuple(
    fc.array(pattern, { minLength: 1, maxLength: 4 }),
    fc.array(fc.string({ unit: fc.constantFrom(...characters), maxLength: 24 }), { minLength: 1, maxLength: 4 }),
  )
  fc.assert(
    fc.property(cases, ([patterns, texts]) => {
      const text = `version: "1"\ndata: {sensitive_patterns: ${JSON.stringify(patterns)}}\n`
      const policy = agentAssembly.compile(agentAssembly.load({ path: 'p.yaml', text }, []))
      for (const args of [...texts, texts.join(patterns[0])]) {
        const { matched } = policy.evaluate({ tool: 'Bash', args }, nothingGiven, null)
        for (const [index, source] of patterns.entries()) {
          const stands = new RegExp(source, 'u').test(args)
          assert.equal(matched.includes(`data.sensitive_patterns[${index}]`), stands, `${source} in ${args}`)
          found += Number(stands)
          missed += Number(!stands)
        }
      }
    }),
    { numRuns: 2_000 },
  )
  assert.ok(found > 1_000 && missed > 1_000)
})
