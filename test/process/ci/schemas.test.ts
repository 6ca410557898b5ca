import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { buildCommandLine, before as callBefore, makePlace, type Place, sandboxPolicy } from '../../unit/gate/place.ts'
import { ensureSchemas } from './install.mjs'

/** What leaves the house for other programs is held against the schemas that those programs publish. */
const root = join(import.meta.dirname, '..', '..', '..')
const schemas = ensureSchemas()
const skip = schemas === undefined ? 'the public schemas could not be installed' : false

let place: Place
let built: ReturnType<typeof buildCommandLine>
before(() => {
  if (schemas === undefined) return
  built = buildCommandLine()
  place = makePlace(built.cli)
  place.write(
    'team.yaml',
    'name: team\nenforcement_mode: obsrve\nrules:\n  - name: a\n    # test: bash => deny\n    # test: x\n    action: deny\n    match: {tol: 1}\n',
  )
  place.write('broken.yaml', 'apiVersion: edictum/v1\nkind: ContractBundle\ncontracts: [\n')
  place.write(
    'odd \u0007 name.test.yaml',
    'policy: team.yaml\ncases:\n  - {name: "\\0 ]]> <b> \\ud800", call: {tool: bash}, expect: allow}\n  - {name: x}\n',
  )
})
after(() => {
  place?.remove()
  built?.remove()
})

function validate(name: string, value: unknown): string[] {
  const schema = JSON.parse(readFileSync(join(schemas ?? '', 'schemastore', 'schemas', 'json', `${name}.json`), 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false })
  const check = ajv.compile(schema)
  check(value)
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const files = ['team.yaml', 'broken.yaml', 'odd \u0007 name.test.yaml', 'gone.yaml']

test('check --format sarif is SARIF 2.1.0', { skip }, () => {
  const { status, stdout } = place.run('check', ...files, '--format', 'sarif')
  assert.equal(status, 2)
  const log = JSON.parse(stdout)
  assert.ok(log.runs[0].results.length > 3)
  assert.ok(log.runs[0].results.some(({ fixes }: { fixes?: unknown[] }) => fixes?.length))
  assert.deepEqual(validate('sarif-2.1.0', log), [])
})

test('replay --format sarif is SARIF 2.1.0', { skip }, () => {
  const policy = place.write('good.yaml', sandboxPolicy('observe'))
  place.hook(callBefore('rm -rf build', 'c1'), '--policy', policy)
  const { status, stdout, stderr } = place.run('replay', 'good.yaml', '--audit', place.audit, '--format', 'sarif')
  assert.equal(status, 0, stderr)
  assert.deepEqual(validate('sarif-2.1.0', JSON.parse(stdout)), [])
})

for (const command of ['check', 'test']) {
  test(`${command} --format junit is XML whose counts are right, whatever names and messages hold`, { skip }, () => {
    const { XMLParser, XMLValidator } = createRequire(join(schemas ?? '', 'x.js'))('fast-xml-parser')
    const { stdout } = place.run(command, ...files, '--format', 'junit')
    assert.equal(XMLValidator.validate(stdout), true)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for what XML forbids
    assert.doesNotMatch(stdout, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
    const options = {
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name: string) => name === 'testsuite' || name === 'testcase',
    }
    const { testsuites } = new XMLParser(options).parse(stdout)
    const cases = testsuites.testsuite.flatMap(({ testcase = [] }: { testcase?: object[] }) => testcase)
    assert.equal(Number(testsuites.tests), cases.length)
    assert.equal(Number(testsuites.failures), cases.filter((each: object) => 'failure' in each).length)
    assert.equal(Number(testsuites.errors), cases.filter((each: object) => 'error' in each).length)
    assert.ok(Number(testsuites.errors) >= 1)
  })
}

test('action.yml is what GitHub takes', { skip }, () => {
  assert.deepEqual(validate('github-action', parse(readFileSync(join(root, 'action.yml'), 'utf8'))), [])
})

for (const name of readdirSync(join(root, 'examples', 'workflows'))) {
  test(`the example workflow ${name} is what GitHub takes`, { skip }, () => workflowIsWhole(name))
}

test('the workflow for this very repository names what is there', () => {
  const workflow = parse(readFileSync(join(root, 'examples', 'workflows', 'here.yml'), 'utf8'))
  const step = workflow.jobs.rehearse.steps.find(({ id }: { id?: string }) => id === 'rehearsal')
  assert.ok(existsSync(join(root, step.uses, 'action.yml')))
  assert.ok(existsSync(join(root, step.with.policies)))
})

function workflowIsWhole(name: string): void {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
  const workflow = parse(readFileSync(join(root, 'examples', 'workflows', name), 'utf8'))
  assert.deepEqual(validate('github-workflow', workflow), [])
  const used = Object.keys(workflow.jobs.rehearse.steps.find(({ id }: { id?: string }) => id === 'rehearsal').with)
  assert.deepEqual(
    used.filter((name) => !(name in action.inputs)),
    [],
  )
  const outputs = readFileSync(join(root, 'examples', 'workflows', name), 'utf8').matchAll(/outputs\.([a-z]+)/g)
  for (const [, output] of outputs) assert.ok(output !== undefined && output in action.outputs, output)
}
