import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policyTitle } from '../../../server/protocol/policyTitle.ts'

for (const [name, file, title] of [
  ['coding-team', '/srv/project/policies/team.yaml', 'coding-team'],
  ['/srv/project/policies/team.yaml', '/srv/project/policies/team.yaml', 'team.yaml'],
  ['C:\\project\\team.yaml', 'C:\\project\\team.yaml', 'team.yaml'],
  ['ops/prod', '/srv/project/prod.yaml', 'ops/prod'],
] as const)
  test(`${name} reads as ${title}`, () => assert.equal(policyTitle(name, file), title))
