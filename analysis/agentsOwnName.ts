import type { Call } from '../evaluator/call.ts'
import type { Decision } from '../evaluator/decision.ts'
import type { DialectName } from '../evaluator/policy.ts'
import { dialectNamed } from '../evaluator/registry.ts'

/** A call under an agent's own name for the tool, of which the policy says something else than of the agent's call. */
export interface AgentsOwnName {
  /** Half a sentence: whose tool it is, and what the policy calls it. */
  readonly says: string
  /** The call as the gate would put it. */
  readonly asked: Call
}

const claudeTools = ['Bash', 'PowerShell', 'Read', 'Write', 'Edit', 'MultiEdit', 'NotebookEdit', 'NotebookRead', 'LS']
const claudesOwn = [...claudeTools, 'Glob', 'Grep', 'WebFetch', 'WebSearch', 'Task', 'Agent']

/**
 * Whether a call that is written in a policy's words names an agent's tool instead, so that it is judged otherwise than the
 * agent's call is; null where that makes no difference. `decide` judges a call.
 */
export function agentsOwnName(
  dialectName: DialectName,
  call: Call,
  decide: (call: Call) => Decision,
): AgentsOwnName | null {
  const dialect = dialectNamed(dialectName)
  if (!dialect || call.toolAlias !== undefined || !Object.hasOwn(dialect.toolNames, call.tool)) return null
  const agentLabel = call.agent ?? 'claude-code'
  const translated = dialect.fromAgent({ agent: 'claude-code', agentLabel, tool: call.tool, args: call.args }, {})
  if (translated.tool === call.tool) return null
  const asked = { ...call, ...translated }
  const [written, judged] = [decide(call), decide(asked)]
  if (written.verdict === judged.verdict && written.rule === judged.rule) return null
  const whose = claudesOwn.includes(call.tool) ? "Claude Code's" : "An agent's"
  return { says: `${whose} \`${call.tool}\` is \`${asked.tool}\` in this policy`, asked }
}
