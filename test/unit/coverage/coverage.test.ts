import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Coverage, type FileCoverage, percent, sharesOf } from '../../../analysis/coverage/coverage.ts'
import { coverageLines, coverageText, totals } from '../../../analysis/coverage/report.ts'
import { runFile } from '../../../analysis/tests/runFile.ts'

/** What the cases in a policy's comments cover. */
function covered(texts: Readonly<Record<string, string>>): FileCoverage[] {
  const coverage = new Coverage()
  for (const [path, text] of Object.entries(texts)) {
    const run = runFile(path, text, (file) => texts[file] ?? null, {
      onPolicy: ({ policy, documents }) =>
        coverage.know(
          policy,
          documents.map((each) => each.path),
        ),
      onResult: ({ policy, documents }, { trace }) =>
        coverage.add(
          policy,
          documents.map((each) => each.path),
          trace,
        ),
    })
    assert.deepEqual(run.problems, [])
  }
  return coverage.report()
}

const sandbox = (cases: string) => `name: team
enforcement_mode: observe
rules:
  - name: block-rm
${cases}
    action: deny
    match: {tool_name: bash, command_pattern: "rm -rf"}
  - name: ask-push
    action: require_approval
    match: {tool_name: bash, command_pattern: "git push"}
`

test('a rule is covered when it decided, not when a case looked at it', () => {
  const [file] = covered({
    '/p.yaml': sandbox('    # test: bash {command: rm -rf x} => deny\n    # test: ls => allow'),
  })
  assert.deepEqual(
    file?.rules.map(({ label, decided }) => [label, decided]),
    [
      ['block-rm', 1],
      ['ask-push', 0],
    ],
  )
})

test('a policy without cases is known with nothing covered', () => {
  const [file] = covered({ '/p.yaml': sandbox('') })
  assert.deepEqual(sharesOf(file?.rules ?? []).rules, { covered: 0, total: 2 })
})

test('cases in comments and in a test file add up in one document', () => {
  const files = covered({
    '/d/p.yaml': sandbox('    # test: bash {command: rm -rf x} => deny'),
    '/d/p.test.yaml':
      'policy: p.yaml\ncases:\n  - {call: {tool: bash, args: {command: git push}}, expect: require_approval}\n',
  })
  assert.deepEqual(
    files.map(({ path, rules }) => [path, rules.map(({ decided }) => decided)]),
    [['/d/p.yaml', [1, 1]]],
  )
})

const edictum = (cases: string) => `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: file-safety, description: d}
defaults: {mode: enforce}
contracts:
  - id: secrets
${cases}
    type: pre
    tool: "*"
    when:
      all:
        - any:
            - args.path: {contains: .env}
            - args.path: {contains: .pem}
        - not:
            any:
              - args.path: {contains: example}
              - args.path: {contains: sample}
    then: {effect: deny, message: m}
`

function clauseCounts(cases: string): Record<string, number> {
  const [file] = covered({ '/p.yaml': edictum(cases) })
  return Object.fromEntries((file?.rules[0]?.clauses ?? []).map(({ text, decided }) => [text, decided]))
}

test('a clause is covered when it bore on a decision: the alternative that held, and every part of a negation', () => {
  assert.deepEqual(clauseCounts('    # test: Read {path: a/.env} => deny'), {
    "args.path contains '.env'": 1,
    "args.path contains '.pem'": 0,
    "args.path contains 'example'": 1,
    "args.path contains 'sample'": 1,
  })
})

test('a clause that was looked at while its rule did not decide is not covered', () => {
  const counts = clauseCounts('    # test: Read {path: a/.env.example} => allow')
  assert.deepEqual(new Set(Object.values(counts)), new Set([0]))
})

test('documents of one composition are covered each in their own text', () => {
  const layer = `apiVersion: edictum/v1
kind: ContractBundle
metadata: {name: more, description: d}
defaults: {mode: enforce}
contracts:
  - {id: no-bash, type: pre, tool: Bash, when: {args.command: {contains: rm}}, then: {effect: deny, message: m}}
`
  const files = covered({
    '/d/a.yaml': edictum('    # test: ls => allow'),
    '/d/b.yaml': layer,
    '/d/both.test.yaml':
      'policy: [a.yaml, b.yaml]\ncases:\n  - {call: {tool: Bash, args: {command: rm x}}, expect: {verdict: deny, rule: no-bash}}\n',
  })
  assert.deepEqual(
    files.map(({ path, rules }) => [path, rules.map(({ label, decided }) => `${label} ${decided}`)]),
    [
      ['/d/a.yaml', ['secrets 0']],
      ['/d/b.yaml', ['no-bash 1']],
    ],
  )
})

test('the table names the place of everything that never decided', () => {
  const text = edictum('    # test: Read {path: a/.env} => deny')
  const lines = coverageLines(
    covered({ '/d/p.yaml': text, '/d/q.yaml': sandbox('') }),
    (path) => (path === '/d/p.yaml' ? text : sandbox('')),
    (path) => path.slice(3),
  )
  assert.equal(
    coverageText(lines),
    `policy     rules decided   clauses decided
p.yaml       1/1 (100 %)        3/4 (75 %)
q.yaml         0/2 (0 %)         0/4 (0 %)
all           1/3 (33 %)        3/8 (37 %)

Not covered:
  p.yaml:14:15  secrets: args.path contains '.pem'
  q.yaml:4:11  block-rm
  q.yaml:8:11  ask-push
`,
  )
  assert.deepEqual(totals(lines).rules, { covered: 1, total: 3 })
  assert.equal(percent({ covered: 999, total: 1000 }), 99)
})
