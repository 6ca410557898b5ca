import type { Term, Vocabulary } from '../../dialect.ts'
import { plainCapabilities } from './capabilities.ts'
import { contextNumbers } from './expression/words.ts'
import { syscallNames } from './sections.ts'

/** The words of policies and of `requires_approval_if`. */
export const vocabulary: Vocabulary = {
  selectors: [
    term('args.', 'A value in the arguments of the tool call by its dotted path: `args.command`, `args.list.0`.'),
    term('tool', 'The name of the called tool, letter by letter.'),
    term('governance_level', 'The agent’s level, `L0` to `L3`; compare it with a level only.'),
    term('source.team_id', 'The team that sends a message (only under `tools.message`).'),
    term('target.team_id', 'The team that a message goes to (only under `tools.message`).'),
    term('target.channel_id', 'The channel that a message goes to (only under `tools.message`).'),
    ...contextNumbers.map((name) => term(name, 'From the registry; without it the condition counts as true.')),
    ...['agent.risk_tier', 'parent.risk_tier', 'child.risk_tier'].map((name) =>
      term(name, 'From the registry: `Low`, `Medium`, `High` or `Critical`; without it the condition never holds.'),
    ),
    ...['agent.team_id', 'agent.parent_agent_id', 'child.tool', 'agent.is_root', 'agent.is_leaf'].map((name) =>
      term(name, 'From the registry; without it the condition never holds.'),
    ),
    ...['path', 'url', 'method', 'command'].map((name) =>
      term(name, 'Empty for tool calls: under `tools` only `!=`, `not_in` and order on it hold. Use `args.…`.'),
    ),
    term('tool_result', 'A tool’s result; approval is never asked for results, so this never holds.'),
  ],
  operators: [
    term('==', 'Is equal; text with text, a number with a number.'),
    term('!=', 'Differs. On `args.…` it needs a value of the same type.'),
    term('>', 'Is greater than a number.'),
    term('>=', 'Is at least a number.'),
    term('<', 'Is less than a number.'),
    term('<=', 'Is at most a number.'),
    term('contains', 'Has the text somewhere in it; case counts.'),
    term('starts_with', 'Begins with the text; case counts.'),
    term('in', 'Is one of a list: `["a", "b"]`.'),
    term('not_in', 'Is none of a list.'),
    term('AND', 'Both hold; binds tighter than `OR`.'),
    term('OR', 'One of the two holds. At the very end of an expression it makes all of it always hold.'),
  ],
  values: {
    'data.credential_action': [
      term('redact_only', 'Replace what was found (the default).'),
      term('block', 'Deny the call.'),
      term('alert_only', 'Report it and let the text through as it is.'),
      term('alert_and_redact', 'Report it and replace what was found.'),
    ],
    'data.locale_packs': [term('zh-TW', 'Taiwanese identity, business and telephone numbers.')],
    'budget.action_on_exceed': [
      term('deny', 'Deny further calls (the default).'),
      term('suspend', 'Deny them and suspend the agent.'),
    ],
    capabilities: [
      ...plainCapabilities.map((word) => term(word, 'A capability that actions ask for.')),
      term('mcp_tool:', 'A tool by its name; every tool call asks for it.'),
      term('model:', 'A model by its name; no action asks for it yet.'),
    ],
    'syscalls.allow': syscallNames.map((name) =>
      term(name, 'A system call for the sandbox; the gateway does not look at it.'),
    ),
    scope: [
      term('global', 'Every agent (the default).'),
      term('org:', 'The agents of one organisation.'),
      term('team:', 'The agents of one team.'),
      term('agent:', 'One agent by its UUID.'),
      term('tool:', 'Calls of one tool.'),
    ],
  },
}

function term(word: string, meaning: string): Term {
  return { word, meaning }
}
