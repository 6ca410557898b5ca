import type { DialectName } from '../../evaluator/policy.ts'

/** What a key or a value means to the language features, beyond its schema. */
export type Role =
  | 'mode'
  | 'verdict'
  | 'regex'
  | 'rule-name'
  | 'rule-reference'
  | 'tool'
  /** A tool under the name that the agent calls it by. */
  | 'agent-tool'
  /** CapFence’s word for what a tool does: a place of its own, with stars of its own. */
  | 'capability'
  | 'agent'
  | 'path'
  | 'expression'
  | 'selector'
  | 'operator'
  /** The name of an argument of a call. */
  | 'argument'
  /** A path into the arguments of a call. */
  | 'argument-path'
  /** The name of an inner policy. */
  | 'policy-reference'

/** `test` for test files of ours. */
export type LanguageName = DialectName | 'test'

interface Roles {
  /** Ends of paths, `*` for any step: where a value has a role. */
  readonly values: Readonly<Partial<Record<Role, readonly string[]>>>
  readonly keys: Readonly<Partial<Record<Role, readonly string[]>>>
}

const conditions = ['when.*', 'all.[].*', 'any.[].*', 'not.*']

const roles: Readonly<Partial<Record<LanguageName, Roles>>> = {
  'agent-assembly-sandbox': {
    values: {
      mode: ['enforcement_mode'],
      verdict: ['rules.[].action'],
      regex: ['match.command_pattern', 'match.output_contains_pattern'],
      'rule-name': ['rules.[].name', 'rules.[].id'],
      tool: ['match.tool_name', 'match.tool_name.[]'],
      agent: ['agent_glob'],
    },
    keys: { selector: ['match.*'] },
  },
  'agent-assembly': {
    values: {
      verdict: ['data.credential_action', 'budget.action_on_exceed', 'tools.*.allow'],
      regex: ['data.sensitive_patterns.[]'],
      tool: ['capabilities.allow.[]', 'capabilities.deny.[]'],
      expression: ['requires_approval_if'],
    },
    keys: { tool: ['tools.*'] },
  },
  edictum: {
    values: {
      mode: ['defaults.mode', 'contracts.[].mode', 'rules.[].mode'],
      verdict: ['then.effect', 'then.action', '[].outside', '[].timeout_effect', '[].timeout_action'],
      regex: ['matches', 'matches_any.[]'],
      'rule-name': ['contracts.[].id', 'rules.[].id'],
      tool: ['contracts.[].tool', 'rules.[].tool', 'contracts.[].tools.[]', 'rules.[].tools.[]'],
    },
    keys: {
      selector: conditions,
      operator: conditions.map((condition) => `${condition}.*`),
      tool: ['tools.*', 'max_calls_per_tool.*'],
    },
  },
  capfence: {
    values: {
      verdict: ['rules.[].action', 'risk_levels.*.action'],
      regex: ['match_regex', 'match_regex.[]'],
      'agent-tool': ['[].tool_name'],
      capability: ['[].capability', 'deny.[]', 'require_approval.[]', 'allow.[]', 'warn.[]'],
      path: ['extends', 'extends.[]'],
    },
    keys: { selector: ['deny.[].*', 'require_approval.[].*', 'allow.[].*'] },
  },
  safeclaw: {
    values: {
      mode: ['mode'],
      verdict: ['rules.[].effect'],
      regex: ['conditions.*.matches'],
      'rule-name': ['rules.[].name'],
      tool: ['rules.[].action'],
      agent: ['conditions.agent.*'],
    },
    keys: { selector: ['conditions.*'], operator: ['conditions.*.*'] },
  },
  orca: {
    values: {
      mode: ['shadow_mode', 'observe_mode'],
      verdict: ['rules.[].verdict', 'default_verdict'],
      regex: ['sanitize.patterns.[]'],
      'rule-name': ['rules.[].label'],
      tool: ['tool_name_glob', 'tool_names.*'],
      operator: ['clauses.[].op'],
      'argument-path': ['clauses.[].path'],
      'policy-reference': ['keys.[].firewall_policy'],
    },
    keys: { selector: ['rules.[].*'], tool: ['tool_names.*'] },
  },
  'safeclaw-json': {
    values: {
      verdict: ['effect', 'defaultEffect'],
      'rule-name': ['rules.[].id'],
      selector: ['field'],
      operator: ['operator'],
    },
    keys: {},
  },
  authensor: {
    values: {
      verdict: ['effect', 'defaultEffect'],
      'rule-name': ['rules.[].id'],
      selector: ['field'],
      operator: ['operator'],
      tool: ['actionTypes.[]', 'sequence.[]'],
    },
    keys: {},
  },
  test: {
    values: {
      verdict: ['cases.[].expect', 'expect.verdict', 'expect.effect'],
      mode: ['expect.mode', 'given.mode'],
      'rule-reference': ['expect.rule'],
      tool: ['call.tool', 'before.[].tool'],
      agent: ['call.agent', 'before.[].agent'],
      path: ['policy', 'policy.[]'],
    },
    keys: { argument: ['call.args.*', 'before.[].args.*'] },
  },
}

interface Pattern {
  readonly words: readonly string[]
  readonly role: Role
}

/** The patterns of a table by their last word, since a document has many paths. */
function byLastWord(table: Roles['values']): ReadonlyMap<string, readonly Pattern[]> {
  const all = (Object.keys(table) as Role[]).flatMap((role) =>
    (table[role] ?? []).map((pattern): Pattern => ({ words: pattern.split('.'), role })),
  )
  return Map.groupBy(all, ({ words }) => words.at(-1) ?? '')
}

const patterns = new Map(
  Object.entries(roles).map(([language, { values, keys }]) => {
    return [language, { values: byLastWord(values), keys: byLastWord(keys) }]
  }),
)

/** The role of the value at a path; undefined for most. */
export function valueRole(
  language: LanguageName,
  path: readonly string[],
  siblings: Siblings = none,
): Role | undefined {
  if (path.at(-1) === 'value' || path.at(-2) === 'value') {
    if (language === 'orca' && siblings.get('op') === 'regex') return 'regex'
    if (siblings.get('operator') === 'matches') return 'regex'
    if (siblings.get('field') === 'action.type') return 'tool'
  }
  return find(patterns.get(language)?.values, path)
}

/** The role of the key at the end of a path; undefined for most. */
export function keyRole(language: LanguageName, path: readonly string[]): Role | undefined {
  return find(patterns.get(language)?.keys, path)
}

type Siblings = ReadonlyMap<string, string>
const none: Siblings = new Map()

function find(table: ReadonlyMap<string, readonly Pattern[]> | undefined, path: readonly string[]): Role | undefined {
  const named = table?.get(path.at(-1) ?? '')?.find(({ words }) => endsLike(path, words))
  return (named ?? table?.get('*')?.find(({ words }) => endsLike(path, words)))?.role
}

function endsLike(path: readonly string[], words: readonly string[]): boolean {
  const skipped = path.length - words.length
  return skipped >= 0 && words.every((word, index) => word === '*' || word === path[skipped + index])
}
