import type { Range } from '../../text.ts'
import { shiftMap, shiftRange } from '../../yaml/split-shift.ts'
import type { Combination, Contract, Expression, Leaf, Negation } from './model.ts'

/** A contract as it stands `by` characters further on. */
export function placeContract(contract: Contract, by: number): Contract {
  const places = {
    node: shiftMap(contract.node, by),
    range: shiftRange(contract.range, by),
    nameRange: shiftRange(contract.nameRange, by),
  }
  switch (contract.type) {
    case 'pre':
      return { ...contract, ...places, when: placeExpression(contract.when, by) }
    case 'post':
      return { ...contract, ...places, when: placeExpression(contract.when, by) }
    default:
      return { ...contract, ...places }
  }
}

function placeExpression(expression: Expression, by: number): Expression {
  switch (expression.kind) {
    case 'leaf':
      return new PlacedLeaf(expression, by)
    case 'not':
      return new PlacedNegation(expression, by)
    default:
      return new PlacedCombination(expression, by)
  }
}

class PlacedCombination implements Combination {
  readonly kind: Combination['kind']
  private readonly from: Combination
  private readonly by: number
  private placed: readonly Expression[] | null = null

  constructor(from: Combination, by: number) {
    this.kind = from.kind
    this.from = from
    this.by = by
  }

  get range(): Range {
    return shiftRange(this.from.range, this.by)
  }

  get items(): readonly Expression[] {
    this.placed ??= this.from.items.map((item) => placeExpression(item, this.by))
    return this.placed
  }
}

class PlacedNegation implements Negation {
  readonly kind = 'not'
  private readonly from: Negation
  private readonly by: number
  private placed: Expression | null = null

  constructor(from: Negation, by: number) {
    this.from = from
    this.by = by
  }

  get range(): Range {
    return shiftRange(this.from.range, this.by)
  }

  get item(): Expression {
    this.placed ??= placeExpression(this.from.item, this.by)
    return this.placed
  }
}

class PlacedLeaf implements Leaf {
  readonly kind = 'leaf'
  readonly selector: Leaf['selector']
  readonly operator: string
  readonly operand: Leaf['operand']
  readonly patterns: Leaf['patterns']
  private readonly from: Leaf
  private readonly by: number

  constructor(from: Leaf, by: number) {
    this.selector = from.selector
    this.operator = from.operator
    this.operand = from.operand
    this.patterns = from.patterns
    this.from = from
    this.by = by
  }

  get range(): Range {
    return shiftRange(this.from.range, this.by)
  }

  get selectorRange(): Range {
    return shiftRange(this.from.selectorRange, this.by)
  }

  get operatorRange(): Range {
    return shiftRange(this.from.operatorRange, this.by)
  }

  get operandRange(): Range {
    return shiftRange(this.from.operandRange, this.by)
  }
}
