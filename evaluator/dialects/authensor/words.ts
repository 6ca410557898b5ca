export const policyKeys = [
  ...['id', 'name', 'version', 'description', 'enabled', 'priority', 'scope', 'rules', 'defaultEffect', 'metadata'],
  'sessionRules',
]
export const ruleKeys = ['id', 'name', 'description', 'effect', 'condition', 'rateLimit', 'approvalConfig']
/** Keys of a rule that parts of the system outside the engine know, and nothing acts on. */
export const inertRuleKeys = ['constraints', 'costBudget', 'schedule', 'expiresAt']
export const scopeKeys = ['actionTypes', 'principalTypes', 'environments']
export const operators = [
  ...['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'notIn', 'contains', 'startsWith', 'endsWith', 'matches', 'exists'],
]
export const principalTypes = ['user', 'agent', 'service', 'system']
export const rateScopes = ['principal', 'action', 'global']

export const reasonWithoutPolicy = 'No matching policy found (fail-closed)'
export const reasonOfDefault = (effect: string): string => `Default policy effect: ${effect}`
