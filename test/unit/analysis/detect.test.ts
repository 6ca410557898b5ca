import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPolicyDocument } from '../../../analysis/policyDocument.ts'

const documents: [what: string, text: string, dialect: string | null][] = [
  ['the Sandbox page', 'name: x\nenforcement_mode: observe\nrules: []\n', 'agent-assembly-sandbox'],
  ['a sandbox rule alone', 'rules: [{action: deny, match: {tool_name: a}}]\n', 'agent-assembly-sandbox'],
  ['an Edictum bundle', 'apiVersion: edictum/v1\nkind: ContractBundle\ncontracts: []\n', 'edictum'],
  ['an Edictum ruleset', 'apiVersion: edictum/v1\nkind: Ruleset\nrules: []\n', 'edictum'],
  ['a CapFence policy', 'deny:\n  - capability: shell.execute\n', 'capfence'],
  ['a CapFence policy of its parents alone', 'policy_name: team\nextends: [policies/base.yaml]\n', 'capfence'],
  ['one that denies nothing more', 'extends: base.yaml\ndeny: []\n', 'capfence'],
  ['an ESLint configuration of YAML', 'extends: ./base.yaml\nrules: {semi: error}\n', null],
  ['a list of names that extends a package', 'extends: eslint:recommended\nallow: []\n', null],
  ['a gateway policy', 'tools:\n  bash:\n    allow: false\n', 'agent-assembly'],
  ['a SafeClaw JSON policy', '{"version": "v1", "defaultEffect": "deny", "rules": []}', 'safeclaw-json'],
  [
    'a SafeClaw rule with a schedule',
    '{"rules": [{"id": "a", "effect": "allow", "condition": {"any": []}, "schedule": {}}]}',
    'safeclaw-json',
  ],
  ['an Authensor policy', '{"name": "p", "version": "1.0.0", "defaultEffect": "deny", "rules": []}', 'authensor'],
  ['an Authensor policy without a version', '{"priority": 1, "defaultEffect": "deny", "rules": []}', 'authensor'],
  [
    'an Authensor condition',
    '{"rules": [{"id": "a", "effect": "deny", "condition": {"not": {"field": "principal.id", "operator": "exists"}}}]}',
    'authensor',
  ],
  ['a list of Authensor policies', '[{"id": "p", "rules": [{"id": "a", "effect": "deny"}]}]', 'authensor'],
  ['a JSON schema', '{"$schema": "x", "properties": {"rules": {}}, "defaultEffect": "deny", "rules": []}', null],
  ['a TypeScript configuration', '{"compilerOptions": {}, "extends": "x", "rules": []}', null],
  ['a list of linter rules', '{"rules": [{"id": "a", "level": "error", "condition": {}}]}', null],
  ['a modeline', '# rehearsal: dialect=edictum\nrules: []\n', 'edictum'],
  ['a Compose file', 'services:\n  web:\n    image: nginx\n    environment:\n      policies: none\n', null],
  ['a workflow', 'on: push\npermissions:\n  contents: read\njobs:\n  a:\n    steps:\n      - run: echo\n', null],
  ['a Kubernetes role', 'apiVersion: rbac/v1\nkind: Role\nrules:\n  - apiGroups: [""]\n    verbs: [get]\n', null],
  ['a network policy', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  podSelector: {}\n', null],
  [
    'a Kyverno policy',
    'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec:\n  rules:\n    - name: a\n      match: {}\n',
    null,
  ],
  ['an ESLint configuration', '{"rules": {"semi": "error"}}', null],
  ['a package', '{"name": "x", "version": "1.0.0", "scripts": {}, "network": 1}', null],
  ['an OpenAPI document', 'openapi: 3.1.0\ninfo: {title: x}\npaths: {}\n', null],
  ['a Semgrep rule', 'rules:\n  - id: a\n    pattern: $X\n    message: m\n    severity: ERROR\n', null],
  ['a Prometheus rule file', 'groups:\n  - name: a\n    rules:\n      - alert: b\n        expr: up\n', null],
  ['an Ansible play', '- hosts: all\n  tasks: []\n', null],
  ['nothing', '', null],
  ['no YAML', 'rules: [\n', null],
]

for (const [what, text, dialect] of documents) {
  test(`${what} is ${dialect ?? 'nobody’s'}`, () => {
    assert.equal(readPolicyDocument('file.yaml', text)?.dialect.name ?? null, dialect)
  })
}
