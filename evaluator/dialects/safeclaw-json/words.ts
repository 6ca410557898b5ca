export const documentKeys = ['id', 'version', 'name', 'description', 'defaultEffect', 'rules'] as const
export const ruleKeys = ['id', 'effect', 'description', 'condition', 'expiresAt', 'schedule'] as const
export const fields = ['action.type', 'action.resource'] as const
export const operators = ['eq', 'in', 'startsWith', 'contains', 'matches'] as const

export const reasonWithoutPolicy = 'No policy loaded'

export function reasonOfDefault(effect: string): string {
  return `No rule matched, using default: ${effect}`
}

export function reasonOfRule(text: string): string {
  return `Matched rule: ${text}`
}
