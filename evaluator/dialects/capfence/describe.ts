import { documentRepr, documentStr } from '../../python/document-text.ts'
import type { Condition } from './model.ts'

const signs: Record<string, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' }

/** A condition as a person would say it. */
export function describeCondition({ key, value }: Condition): string {
  const [, what = '', comparison = ''] = /^(amount|caller_depth)_(gte?|lte?)$/.exec(key) ?? []
  if (what !== '') return `${what} ${signs[comparison]} ${documentStr(value)}`
  const list = Array.isArray(value) ? value : [value]
  switch (key) {
    case 'contains':
      return `payload contains ${JSON.stringify(documentStr(value))}`
    case 'match_keywords':
      return `payload contains ${list.map((word) => JSON.stringify(documentStr(word))).join(' or ') || 'one of nothing'}`
    case 'match_regex':
      return `payload values match ${list.map((pattern) => `/${documentStr(pattern)}/`).join(' or ') || 'one of nothing'}`
    case 'path_prefix':
      return `path starts with ${JSON.stringify(documentStr(value))}`
    default:
      return `${key} is ${documentRepr(value)}`
  }
}
