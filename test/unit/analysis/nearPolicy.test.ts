import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { diagnosePolicy } from '../../../analysis/diagnose.ts'
import { readPolicyDocument } from '../../../analysis/policyDocument.ts'
import { scanFolder } from '../../../analysis/scan.ts'
import { runFile } from '../../../analysis/tests/runFile.ts'

const sandboxRule = '  - action: deny\n    match: {tool_name: bash}\n'
const jsonRule = '{"id": "a", "effect": "deny", "condition": {"any": []}}'

const near: [dialect: string, typed: string, meant: string, text: string][] = [
  ['agent-assembly-sandbox', 'rule', 'rules', `name: a\nenforcement_mode: observe\nrule:\n${sandboxRule}`],
  ['agent-assembly-sandbox', 'ruels', 'rules', `name: a\nruels:\n${sandboxRule}`],
  ['agent-assembly-sandbox', 'enforcment_mode', 'enforcement_mode', 'name: a\nenforcment_mode: observe\nrules: []\n'],
  ['agent-assembly', 'tool', 'tools', 'version: "1"\ntool:\n  Bash: {allow: false}\n'],
  ['agent-assembly', 'networks', 'network', 'networks: {allowlist: [a.example]}\n'],
  [
    'agent-assembly',
    'specs',
    'spec',
    'apiVersion: agent-assembly.dev/v1\nkind: Policy\nspecs: {tools: {a: {allow: true}}}\n',
  ],
  ['edictum', 'apiVerson', 'apiVersion', 'apiVerson: edictum/v1\nkind: Rules\nmetadata: {name: a}\nrules: []\n'],
  ['edictum', 'contract', 'contracts', 'kind: ContractBundle\ncontract: []\n'],
  ['capfence', 'denny', 'deny', 'denny:\n  - capability: shell.execute\n'],
  ['capfence', 'risk_level', 'risk_levels', 'risk_level: {critical: {action: deny}}\n'],
  ['safeclaw', 'rule', 'rules', 'mode: simulate\nrule:\n  - {name: a, action: file_write, effect: ALLOW}\n'],
  ['safeclaw-json', 'rule', 'rules', `{"version": "v1", "defaultEffect": "deny", "rule": [${jsonRule}]}`],
  ['safeclaw-json', 'rule', 'rules', `{\n  "version": "v1",\n  "defaultEffect": "deny",\n  "rule": [${jsonRule}]\n}\n`],
  ['authensor', 'rulse', 'rules', `{"version": "1.0.0", "defaultEffect": "deny", "rulse": [${jsonRule}]}`],
  ['orca', 'polices', 'policies', 'polices:\n  - {name: a, default_verdict: deny}\n'],
]

for (const [dialect, typed, meant, text] of near) {
  test(`${dialect} with \`${typed}\` for \`${meant}\` is told so, once, as an error with a fix`, () => {
    const document = readPolicyDocument('team.yaml', text)
    assert.ok(document)
    assert.equal(document.dialect.name, dialect)
    const told = diagnosePolicy(document).filter(({ message }) => message.includes(`\`${meant}\``))
    assert.equal(told.length, 1)
    const [{ severity, range, message, fixes = [] }] = told as [(typeof told)[number]]
    assert.equal(severity, 'error')
    assert.match(message, new RegExp(`Did you mean \`${meant}\``))
    assert.ok(text.slice(range.start, range.end).includes(typed))
    const [edit] = fixes[0]?.edits ?? []
    const mended = edit && text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end)
    assert.equal(readPolicyDocument('team.yaml', mended ?? '')?.near, undefined)
    assert.equal(readPolicyDocument('team.yaml', mended ?? '')?.dialect.name, dialect)
  })
}

test('what is nearly a policy is told the same while its dialect is known from before', () => {
  for (const [dialect, , , text] of near) {
    const [fresh, known] = [{}, { dialect }].map((options) => readPolicyDocument('team.yaml', text, options))
    assert.deepEqual(known && diagnosePolicy(known), fresh && diagnosePolicy(fresh))
  }
})

test('the tests of what is nearly a policy fail: no case of theirs is run', () => {
  for (const [, , , text] of near) assert.notEqual(runFile('team.yaml', text, () => null).failure, null)
})

const others: [what: string, text: string][] = [
  ['a Compose file', 'services:\n  web: {image: nginx}\nnetworks: {default: {}}\nvolumes: {}\n'],
  ['a Compose override of networks', 'networks:\n  default:\n    driver: bridge\n'],
  ['an old Compose file', 'version: "3"\nservice:\n  web: {image: nginx}\nnetwork: {}\n'],
  ['a workflow', 'name: ci\non: push\npermissions: {contents: read}\njobs:\n  a: {steps: [{run: echo}]}\n'],
  ['a workflow with a slip', 'name: ci\non: push\njob:\n  a: {steps: [{run: echo}]}\n'],
  ['an action', 'name: a\ndescription: b\nruns: {using: node20, main: a.js}\ninputs: {}\n'],
  [
    'a Kubernetes role',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n  - {apiGroups: [""], verbs: [get]}\n',
  ],
  [
    'a Kubernetes role with a slip',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrule:\n  - {apiGroups: [""], verbs: [get]}\n',
  ],
  ['a Deployment', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1}\n'],
  ['a Deployment with a slip', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspecs: {replicas: 1}\n'],
  ['a ConfigMap', 'apiVersion: v1\nkind: ConfigMap\ndatas: {a: b}\n'],
  ['a Kyverno policy', 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec:\n  rules: [{name: a, match: {}}]\n'],
  [
    'a Gatekeeper constraint',
    'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sA\nspec: {enforcementAction: deny, match: {}}\n',
  ],
  ['a Kustomization', 'kind: Kustomization\nresources: [a.yaml]\nimages: []\n'],
  [
    'Helm values',
    'image: {repository: a}\nservice: {port: 80}\nresources: {}\ntolerations: []\nnetworkPolicy: {enabled: true}\n',
  ],
  ['an OpenAPI document', 'openapi: 3.1.0\ninfo: {title: x}\npaths: {}\ntags: []\n'],
  ['a package', '{"name": "x", "version": "1.0.0", "scripts": {"a": "b"}, "files": [], "type": "module"}'],
  ['a TypeScript configuration', '{"compilerOptions": {}, "include": ["a"], "rule": []}'],
  ['an ESLint configuration', '{"root": true, "rule": {"semi": "error"}, "overrides": []}'],
  ['a Claude settings file', '{"permissions": {"allow": ["Bash"], "deny": []}, "hooks": {}}'],
  ['a Codex configuration', '{"tool": {"web_search": true}, "mode": "x"}'],
  ['an MCP configuration', '{"mcpServers": {"a": {"command": "b"}}}'],
  ['an Ansible play', '- hosts: all\n  roles: [a]\n  tasks: []\n'],
  ['Ansible variables', 'roles:\n  - {name: a, action: allow}\ntool: git\n'],
  ['a Galaxy requirements file', 'roles:\n  - {src: a, version: b}\ncollections: []\n'],
  ['a Prometheus rule file', 'groups:\n  - name: a\n    rules: [{alert: b, expr: up}]\n'],
  ['an Alertmanager file', 'route: {receiver: a}\nreceivers: []\ninhibit_rules: []\n'],
  ['a Semgrep file with a slip', 'rule:\n  - {id: a, pattern: $X, message: m, severity: ERROR}\n'],
  ['a Sigma rule', 'title: a\nlogsource: {}\ndetection: {condition: x}\nlevel: high\n'],
  ['a Firebase file', '{"rule": {".read": false}}'],
  ['a CloudFormation template', 'AWSTemplateFormatVersion: 2010-09-09\nResources: {}\nRules: {a: {}}\n'],
  ['an IAM policy', '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*"}]}'],
  ['a Terraform plan', '{"format_version": "1.2", "resource_changes": [], "configuration": {}}'],
  ['a pre-commit file', 'repos:\n  - {repo: a, rev: b, hooks: []}\n'],
  ['a GitLab pipeline', 'stages: [a]\nrule:\n  - {if: $A}\nbuild: {script: [b]}\n'],
  ['a Dependabot file', 'version: 2\nupdates:\n  - {package-ecosystem: npm, schedule: {interval: daily}}\n'],
  ['a mkdocs file', 'site_name: a\nnav: []\nplugins: []\n'],
  ['a Home Assistant automation', 'alias: a\ntrigger: []\ncondition: []\naction: []\nmode: single\n'],
  ['a budget of a household', 'budgets: {rent: 3}\nrole: owner\n'],
  ['a lock of tools', 'tool:\n  node: {version: 24}\n'],
]

for (const [what, text] of others) {
  test(`${what} is nobody's, and nearly nobody's`, () => assert.equal(readPolicyDocument('file.yaml', text), null))
}

test('a folder is looked through for what is nearly a policy, too', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  near.forEach(([, , , text], index) => void writeFileSync(join(folder, `${index}.yaml`), text))
  writeFileSync(join(folder, 'package.json'), '{"name": "x", "scripts": {}}')
  const { paths, others } = await scanFolder(folder, ['**/*.{yaml,json}'], [])
  assert.equal(paths.length, near.length)
  assert.deepEqual(others, [join(folder, 'package.json')])
})
