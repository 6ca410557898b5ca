import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { codes } from '../../../analysis/codes.ts'
import { diagnosePolicy } from '../../../analysis/diagnose.ts'
import { fixAll } from '../../../analysis/fixAll.ts'
import { fixesOf } from '../../../analysis/fixes.ts'
import { lintPolicy } from '../../../analysis/lints/index.ts'
import { type PolicyDocument, readPolicyDocument } from '../../../analysis/policyDocument.ts'
import { silencers } from '../../../analysis/silence.ts'
import { suppress } from '../../../analysis/suppress.ts'
import { applyEdits } from '../../../evaluator/text.ts'

const folder = 'test/unit/lints/fixes'

function read(text: string): PolicyDocument {
  const document = readPolicyDocument('policy.yaml', text)
  assert.ok(document, 'the fixture is a policy')
  return document
}

function found(document: PolicyDocument) {
  return [...diagnosePolicy(document), ...lintPolicy(document)]
}

/** Every fixture is named for its code: `CODE.before.yaml` becomes `CODE.after.yaml` by the first fix of that code. */
describe('a quick fix', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.before.yaml'))) {
    const code = file.replace('.before.yaml', '')
    test(`for ${code}`, () => {
      const before = readFileSync(`${folder}/${file}`, 'utf8')
      const after = readFileSync(`${folder}/${code}.after.yaml`, 'utf8')
      const document = read(before)
      const problem = found(document).find((each) => each.code === code)
      assert.ok(problem, `${code} is found`)
      const [fix] = fixesOf(document, problem)
      assert.ok(fix, `${code} has a fix`)
      assert.equal(applyEdits(before, fix.edits), after)
      assert.ok(codes[code as keyof typeof codes].fixable, `${code} is fixable in the table`)
      assert.equal(
        found(read(after)).some((each) => each.code === code),
        false,
        'it is gone',
      )
    })
  }
})

describe('all fixes at once', () => {
  const overrides = (items: string) => `name: p\nenforcement_mode: observe\nrules: []\nagent_overrides:\n${items}`
  test('mend what changes no decision, and nothing else', () => {
    const text = overrides(
      '  - {agent_glob: "*", enforcement_mode: enforce}\n  - {agent_glob: a, enforcement_mode: observe} # never counts\n',
    )
    const document = read(text)
    const edits = fixAll(document, found(document))
    assert.equal(applyEdits(text, edits), overrides('  - {agent_glob: "*", enforcement_mode: enforce}\n'))
  })
  test('leave a mode as it is', () => {
    const text = 'name: p\nenforcement_mode: obesrve\nrules: []\nagent_overrides: []\n'
    const document = read(text)
    assert.ok(diagnosePolicy(document).some(({ fixes = [] }) => fixes.length > 0))
    assert.deepEqual(fixAll(document, found(document)), [])
  })
  test('never leave a list empty', () => {
    const text = overrides(
      '  - {agent_glob: a, enforcement_mode: observe}\n  - {agent_glob: b, enforcement_mode: observe}\n',
    )
    const document = read(text)
    const after = applyEdits(text, fixAll(document, found(document)))
    assert.equal(read(after).model.refused, null)
    assert.match(after, /agent_glob/)
  })
})

describe('comments that silence', () => {
  const rules = 'rules:\n  - name: a\n    action: allow\n    match: {tool_name: bash}\n'
  const said = (text: string) => found(read(text)).map(({ code }) => code)
  const allow = 'sandbox-allow-rule'

  for (const [what, text, silent] of [
    [
      'the next line',
      `name: p\nenforcement_mode: observe\nrules:\n  # rehearsal-disable-next-line ${allow}\n  - name: a\n    action: allow\n    match: {tool_name: bash}\n`,
      true,
    ],
    [
      'the next line that is no comment',
      `name: p\nenforcement_mode: observe\nrules:\n  # rehearsal-disable-next-line ${allow}\n\n  # why\n  - name: a\n    action: allow\n    match: {tool_name: bash}\n`,
      true,
    ],
    [
      'another code',
      `name: p\nenforcement_mode: observe\nrules:\n  # rehearsal-disable-next-line pattern-slow\n  - name: a\n    action: allow\n    match: {tool_name: bash}\n`,
      false,
    ],
    [
      'this line',
      `name: p\nenforcement_mode: observe\n${rules.replace('name: a', `name: a # rehearsal-disable-line ${allow}, pattern-slow`)}`,
      true,
    ],
    [
      'any code',
      `name: p\nenforcement_mode: observe\n${rules.replace('name: a', 'name: a # rehearsal-disable-line')}`,
      true,
    ],
    [
      'the document, with a reason',
      `name: p\nenforcement_mode: observe\n${rules}# rehearsal-disable-file ${allow} -- it names calls\n`,
      true,
    ],
    ['nothing, in a text', `name: "# rehearsal-disable-file ${allow}"\nenforcement_mode: observe\n${rules}`, false],
  ] as const) {
    test(`on ${what}`, () => {
      assert.equal(said(text).includes(allow), !silent)
      assert.equal(said(text).includes('unknown-code'), false)
    })
  }

  test('the fix that puts one in silences the finding', () => {
    const text = `name: p\r\nenforcement_mode: observe\r\nrules:\r\n  - name: a\r\n    action: allow\r\n    match: {tool_name: bash}\r\n`
    const document = read(text)
    const problem = found(document).find(({ code }) => code === allow)
    assert.ok(problem)
    const fixes = silencers(document, problem)
    assert.equal(fixes.length, 2)
    for (const { edits } of fixes) {
      const after = applyEdits(text, edits)
      assert.ok(!said(after).includes(allow), after)
      assert.ok(!/[^\r]\n/.test(after), 'line breaks are kept')
    }
  })

  test('no comment is put into a text', () => {
    const text =
      'name: p\nenforcement_mode: observe\nrules:\n  - name: a\n    action: deny\n    match:\n      command_pattern: |-\n        rm\n        x*\n'
    const document = read(text)
    const at = text.indexOf('x*')
    const fixes = silencers(document, {
      code: 'pattern-slow',
      severity: 'hint',
      message: '',
      range: { start: at, end: at + 2 },
    })
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ['Silence `pattern-slow` in this document'],
    )
  })

  test('in JSON there are no comments', () => {
    const text = '{"name": "p", "enforcement_mode": "observe", "rules": []}'
    const document = read(text)
    const problem = { code: 'schema', severity: 'hint', message: '', range: { start: 1, end: 2 } } as const
    assert.deepEqual(silencers(document, problem), [])
    assert.deepEqual(suppress([problem], document), [problem])
  })
})
