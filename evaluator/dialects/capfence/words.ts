import type { Term } from '../../dialect.ts'

/** The engine's rule lists in current form, in the order it validates them; `warn` is documented but refused. */
export const sections = ['deny', 'require_approval', 'allow'] as const
export type Section = (typeof sections)[number] | 'warn' | 'rules'

/** What a rule can say; `block` is another word for `deny`. */
export const actions = ['allow', 'deny', 'block', 'require_approval', 'warn'] as const
export type Action = (typeof actions)[number]

export function isAction(value: unknown): value is Action {
  return actions.some((action) => action === value)
}

/** The levels that an event of the runtime can have. */
export const riskLevels = ['low', 'medium', 'high', 'critical'] as const

/** Top-level keys that the engine accepts and never reads. */
export const idleKeys = ['version', 'policy_name', 'description', 'enforcement_mode', 'approval_timeout_seconds']

export const topLevelKeys = [...sections, 'rules', 'risk_levels', 'extends', ...idleKeys]

export const legacyKeys = ['id', 'description', 'capability', 'match_keywords', 'match_regex', 'threshold', 'action']

/** Where an amount is looked for, in the engine's order: the first that is a number counts. */
export const amountKeys = ['amount', 'total', 'value', 'sum', 'quantity', 'price', 'cost'] as const

/** Where a path is looked for, in the engine's order: the first that is not null counts. */
export const pathKeys = ['path', 'file', 'filepath', 'filename', 'target', 'directory', 'root'] as const

const comparisons = { gt: 'greater than', gte: 'at least', lt: 'less than', lte: 'at most' }

function compared(prefix: string, what: string): Term[] {
  return Object.entries(comparisons).map(([word, than]) => ({
    word: `${prefix}_${word}`,
    meaning: `${what} is ${than} this number.`,
  }))
}

const amounts = compared('amount', `The first number under ${amountKeys.map((key) => `\`${key}\``).join(', ')}`)
const depths = compared('caller_depth', 'The call depth in the event metadata (never the payload)')

export const textConditions: readonly Term[] = [
  {
    word: 'contains',
    meaning:
      'The payload, written as Python writes a dict and lower-cased, contains this text. Backslashes, tabs and line breaks stand there escaped.',
  },
  {
    word: 'match_keywords',
    meaning: 'Like `contains`, with a list of which one is enough. An empty list never matches.',
  },
  {
    word: 'match_regex',
    meaning:
      "A Python regular expression (or one of a list) occurs in the payload's top-level values, joined by spaces, case kept. `^` is the start of the first value.",
  },
  {
    word: 'path_prefix',
    meaning: `The first of ${pathKeys.map((key) => `\`${key}\``).join(', ')} in the payload starts with this text. Nothing is normalised: \`./ws/../etc\` starts with \`./ws/\`.`,
  },
]

const either =
  'Looked up in the event and in the payload: either is enough, and the payload is the agent’s own. A string may be a glob (`*`, `?`, `[seq]`).'

/** Keys that compare one value with the event's or the payload's. */
export const directConditions: readonly Term[] = [
  { word: 'environment', meaning: `The environment, such as \`production\`. ${either}` },
  { word: 'tool_name', meaning: `The tool behind the capability. ${either}` },
  { word: 'risk_level', meaning: `The risk of the event: ${riskLevels.join(', ')}. ${either}` },
  { word: 'user_role', meaning: `The role of the user; the runtime sees it in the payload only. ${either}` },
  { word: 'tenant', meaning: `The tenant; the runtime sees it in the payload only. ${either}` },
  { word: 'table', meaning: `The database table; the runtime sees it in the payload only. ${either}` },
]

export const conditionTerms: readonly Term[] = [...textConditions, ...amounts, ...depths, ...directConditions]
export const conditionKeys: readonly string[] = conditionTerms.map((term) => term.word)

export const actionTerms: readonly Term[] = [
  { word: 'allow', meaning: 'Lets the call through, unless a deny, an approval or a risk level speaks first.' },
  { word: 'deny', meaning: 'Stops the call; comes before everything else in the document.' },
  { word: 'block', meaning: 'Another word for `deny`.' },
  { word: 'require_approval', meaning: 'Holds the call until somebody approves it or a grant covers it.' },
  { word: 'warn', meaning: 'Lets the call through and says so in the reason: what a rollout starts with.' },
]
