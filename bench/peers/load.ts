import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ensurePeers } from './install.ts'

const here = import.meta.dirname
const require = createRequire(join(here, 'package.json'))

/** A peer's decision on the same commands: its name, the work, and how many runs make a round. */
export type Peer = readonly [name: string, work: () => void, times: number]

/** The peers, installed here on the first run; empty, with a sentence, where they cannot be had. */
export async function loadPeers(commands: readonly string[]): Promise<Peer[]> {
  if (!ensurePeers()) {
    console.log('The peers could not be installed from npm; ours stands alone.')
    return []
  }
  return [cedar(commands), await casbin(commands)]
}

function cedar(commands: readonly string[]): Peer {
  const wasm = require('@cedar-policy/cedar-wasm/nodejs')
  const policies = Array.from({ length: 20 }, (_, i) => {
    return `forbid(principal, action == Action::"bash", resource) when { context.command like "*rm -rf /srv/${i}*" };`
  })
  const staticPolicies = `permit(principal, action, resource);\n${policies.join('\n')}`
  wasm.preparsePolicySet('bench', { staticPolicies })
  let next = 0
  const entity = (type: string, id: string) => ({ type, id })
  const work = () => {
    wasm.statefulIsAuthorized({
      principal: entity('Agent', 'a'),
      action: entity('Action', 'bash'),
      resource: entity('Tool', 'bash'),
      context: { command: commands[next++ % commands.length] },
      entities: [],
      preparsedPolicySetId: 'bench',
    })
  }
  return ['cedar-wasm, preparsed', work, 500]
}

async function casbin(commands: readonly string[]): Promise<Peer> {
  const { newEnforcer, newModelFromString, StringAdapter } = require('casbin')
  const model = newModelFromString(
    '[request_definition]\nr = tool, command\n[policy_definition]\np = tool, pattern, eft\n[policy_effect]\n' +
      'e = !some(where (p.eft == deny))\n[matchers]\nm = r.tool == p.tool && regexMatch(r.command, p.pattern)\n',
  )
  const lines = Array.from({ length: 20 }, (_, i) => `p, bash, rm +-rf +/srv/${i}, deny`)
  const enforcer = await newEnforcer(model, new StringAdapter(lines.join('\n')))
  let next = 0
  return ['casbin, enforceSync', () => void enforcer.enforceSync('bash', commands[next++ % commands.length]), 500]
}
