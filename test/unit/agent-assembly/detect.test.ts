import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentAssembly } from '../../../evaluator/dialects/agent-assembly/index.ts'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'

const level = (text: string) => agentAssembly.detect(readYaml(text, coreYaml).root).level

const own = [
  'tools: {bash: {allow: false}}',
  'network: {allowlist: []}',
  'apiVersion: agent-assembly/v1\nkind: Policy\nspec: {}',
  'spec: {capabilities: {deny: [file_write]}}',
  'data: {credential_action: block}',
  'schedule: {active_hours: {start: "09:00"}}',
]
const foreign = [
  '',
  '{}',
  '- a',
  'services: {web: {image: x}}\nnetworks: {a: {}}',
  'version: "3"\nservices: {}',
  'on: push\njobs: {a: {runs-on: x}}',
  'apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 1}',
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {podSelector: {}}',
  'name: p\nenforcement_mode: observe\nrules: [{action: deny, match: {tool_name: bash}}]',
  'apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: x}\ntools: {a: {side_effect: read}}\ncontracts: []',
  'tools: {eslint: {version: 9}}',
  'network: host\nschedule: daily',
]

for (const text of own) test(`claims ${JSON.stringify(text)}`, () => assert.equal(level(text), 'certain'))
for (const text of foreign) test(`leaves ${JSON.stringify(text)}`, () => assert.equal(level(text), 'none'))
