import { compilePattern } from '../../regex/compile.ts'
import type { Range } from '../../text.ts'
import { type Entry, entryOf, type MapNode, type Node, stringOf } from '../../yaml/node.ts'
import type { Findings } from './findings.ts'
import type { Condition } from './model.ts'
import { type Field, fields, type Operator, operators } from './words.ts'

export interface ReadConditions {
  /** Null when some part could not be read: a rule must not match more than its author meant. */
  readonly list: readonly Condition[] | null
  readonly cannotReproduce: string | null
}

/** Reads a rule's `conditions`: map of fields → map of operators → value. What stands under an unknown word is not looked into. */
export function readConditions(found: Findings, rule: MapNode): ReadConditions {
  const entry = entryOf(rule, 'conditions')
  if (!entry) return { list: [], cannotReproduce: null }
  const reader = new Reader(found)
  const list = reader.parts(entry.value, '`conditions`', fields, 'is no field of an action', (field, value) =>
    reader.parts(value, `\`${field}\``, operators, 'is no operator', (operator, operand, at) =>
      reader.condition(field, operator, operand, at),
    ),
  )
  return { list: reader.broken ? null : list, cannotReproduce: reader.cannotReproduce }
}

class Reader {
  broken = false
  cannotReproduce: string | null = null
  private readonly found: Findings

  constructor(found: Findings) {
    this.found = found
  }

  /** Reads one level of the map: every entry whose key is one of `known`. */
  parts<Word extends string>(
    node: Node,
    where: string,
    known: readonly Word[],
    complaint: string,
    read: (word: Word, value: Node, at: Entry) => readonly Condition[],
  ): readonly Condition[] {
    if (node.kind !== 'map' || node.entries.length === 0) return this.notAMap(node, where, known)
    const free = known.filter((word) => entryOf(node, word) === undefined)
    return node.entries.flatMap((entry) => {
      const word = stringOf(entry.key)
      const match = known.find((one) => one === word)
      if (match !== undefined) return read(match, entry.value, entry)
      this.broken = true
      const said = `This ${complaint} (${known.map((one) => `\`${one}\``).join(', ')}):`
      this.found.unknownWord('unknown-value', entry.key, said, free)
      return []
    })
  }

  condition(field: Field, operator: Operator, node: Node, { range }: Entry): readonly Condition[] {
    const place = { field, range, valueRange: node.range }
    if (operator === 'in') {
      const value = this.strings(node)
      return value === null ? [] : [{ ...place, operator, value }]
    }
    const value = stringOf(node)
    if (value === undefined) {
      this.broken = true
      this.found.wrongType(node, `\`${operator}\``, 'a string')
      return []
    }
    return operator === 'matches' ? this.pattern(place, value) : [{ ...place, operator, value }]
  }

  private notAMap(node: Node, where: string, known: readonly string[]): readonly Condition[] {
    this.broken = true
    if (node.kind !== 'map') this.found.wrongType(node, where, 'a map')
    else this.found.add('shape', node.range, `${where} must hold at least one of ${known.join(', ')}; or remove it.`)
    return []
  }

  private strings(node: Node): readonly string[] | null {
    if (node.kind !== 'list') {
      this.broken = true
      this.found.wrongType(node, '`in`', 'a list of strings')
      return null
    }
    if (node.items.length === 0) {
      this.broken = true
      this.found.add('shape', node.range, '`in` needs at least one string.')
      return null
    }
    return node.items.flatMap((item) => {
      const value = stringOf(item)
      if (value !== undefined) return value
      this.broken = true
      this.found.wrongType(item, 'What `in` lists', 'strings')
      return []
    })
  }

  private pattern(place: { field: Field; range: Range; valueRange: Range }, source: string): readonly Condition[] {
    const compiled = compilePattern(source, 're2')
    if (compiled.ok) return [{ ...place, operator: 'matches', value: compiled.pattern }]
    this.broken = true
    const { kind, message } = compiled.error
    if (kind === 'cannot-reproduce') {
      this.cannotReproduce = message
      const said = `This pattern cannot be run here: ${message}. The rule is left out.`
      this.found.hint('cannot-reproduce', 'warning', place.valueRange, said)
    } else {
      const said = `\`matches\` is not a regular expression in RE2's syntax: ${message}`
      this.found.add('regex', place.valueRange, said)
    }
    return []
  }
}
