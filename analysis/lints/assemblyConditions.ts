import type { Clause } from '../../evaluator/dialects/agent-assembly/expression/parse.ts'
import type { Operator } from '../../evaluator/dialects/agent-assembly/expression/tokens.ts'
import {
  contextFacts,
  contextNumbers,
  levels,
  messageFields,
  parseRustFloat,
} from '../../evaluator/dialects/agent-assembly/expression/words.ts'
import type { ToolEntry } from '../../evaluator/dialects/agent-assembly/model.ts'
import { placeOf } from '../../evaluator/dialects/agent-assembly/sections.ts'
import type { Fix, Problem } from '../../evaluator/problem.ts'
import type { Code } from '../codes.ts'
import { problemOf } from './lint.ts'

const orders: readonly Operator[] = ['>', '>=', '<', '<=']

/** Comparisons in a tool's condition that come out the same for every call, by their kinds of values or for want of a registry. */
export function comparisons(text: string, { approval, allow, name }: ToolEntry): Problem[] {
  if (!approval?.expression || !allow || name === 'message') return []
  const { source, range, expression } = approval
  return expression.flat().flatMap((clause) => {
    const told = about(clause)
    if (told === null) return []
    const place = placeOf(text, range, source, clause.start, clause.text)
    const mended =
      told.instead === undefined || text.slice(place.start, place.end) !== clause.text ? null : told.instead
    const title = `Change to \`${mended}\``
    const fixes: Fix[] = mended ? [{ title, edits: [{ range: place, newText: mended }], changesDecisions: true }] : []
    return [problemOf({ code: told.code, range: place, message: told.message, fixes })]
  })
}

interface Told {
  readonly code: Code
  readonly message: string
  /** The comparison as it was most likely meant. */
  readonly instead?: string
}

function about(clause: Clause): Told | null {
  const { field, operator, literal } = clause
  if (contextNumbers.includes(field)) {
    return withoutRegistry(
      `\`${field}\` comes from the gateway’s registry; for an agent without an entry there, and here, this always holds.`,
    )
  }
  if (contextFacts.includes(field)) {
    return withoutRegistry(
      `\`${field}\` comes from the gateway’s registry; for an agent without an entry there, and here, this never holds.`,
    )
  }
  if (messageFields.includes(field))
    return never(`\`${field}\` belongs to messages between teams, which ask the entry \`message\` alone.`)
  if (field.startsWith('tool_result'))
    return never('A condition is asked before the call, when there is no `tool_result` yet.')
  if (field === 'governance_level') return aboutLevel(clause)
  if (field === 'tool') return aboutTool(clause)
  if (!field.startsWith('args.')) return null
  if (literal.kind === 'level' || literal.kind === 'tier')
    return never('Arguments are compared with texts, numbers and lists alone.')
  return (
    aboutList(clause) ??
    aboutOrder(operator, literal.kind === 'string' ? literal.value : null, clause) ??
    aboutNumber(clause)
  )
}

function aboutLevel({ literal, operator, field }: Clause): Told | null {
  if (literal.kind === 'level') {
    return isWord(operator)
      ? never(`\`${operator}\` compares texts; levels are compared by \`==\`, \`!=\`, \`<\`, \`>\`.`)
      : null
  }
  const isMeant = !isWord(operator) && literal.kind === 'string' && levels.includes(literal.value)
  const level = isMeant ? `${field} ${operator} ${literal.value}` : undefined
  return never('`governance_level` is compared with `L0` to `L3`, without quotes.', level)
}

/** A name compares with texts, and with numbers where it is one; what has no order to it counts as true. */
function aboutTool(clause: Clause): Told | null {
  const { literal, operator } = clause
  const text = literal.kind === 'string' ? literal.value : null
  const isNumber = literal.kind === 'number' || (text !== null && parseRustFloat(text) !== null)
  if (orders.includes(operator)) {
    return isNumber ? null : always(`\`${operator}\` compares numbers, and this always holds where there are none.`)
  }
  if (literal.kind === 'string' || literal.kind === 'number') return aboutList(clause) ?? aboutNumber(clause)
  if (operator === '!=') return always('A name never equals anything but a text or a number, so `!=` always holds.')
  return literal.kind === 'list' ? aboutList(clause) : never('Names are compared with texts.')
}

/** `in` and `not_in` need a list, everything else needs none. */
function aboutList({ literal, operator, field }: Clause): Told | null {
  const wantsList = operator === 'in' || operator === 'not_in'
  if (literal.kind === 'list')
    return wantsList ? null : never(`A list goes with \`in\` and \`not_in\`; \`${operator}\` takes one value.`)
  if (!wantsList) return null
  const instead = literal.kind === 'string' ? `${field} ${operator} [${JSON.stringify(literal.value)}]` : undefined
  return never(`\`${operator}\` needs a list of texts in brackets.`, instead)
}

function aboutOrder(operator: Operator, text: string | null, { field }: Clause): Told | null {
  if (text === null || !orders.includes(operator)) return null
  const instead = /^-?[0-9]+(?:\.[0-9]+)?$/.test(text) ? `${field} ${operator} ${text}` : undefined
  return never(`\`${operator}\` compares numbers, and this is a text.`, instead)
}

function aboutNumber({ literal, operator }: Clause): Told | null {
  if (literal.kind !== 'number') return null
  if (Number.isNaN(literal.value)) return never('Nothing compares with `NaN`.')
  return isWord(operator) ? never(`\`${operator}\` compares texts, and this is a number.`) : null
}

function isWord(operator: Operator): boolean {
  return /^[a-z]/.test(operator)
}

function never(why: string, instead?: string): Told {
  const message = `This comparison never holds. ${why}`
  return { code: 'assembly-never-holds', message, ...(instead === undefined ? {} : { instead }) }
}

function always(why: string): Told {
  return { code: 'assembly-always-holds', message: why }
}

function withoutRegistry(message: string): Told {
  return { code: 'assembly-without-registry', message }
}
