import { type Needing, needOfAll, needOfAny, needsNothing } from './needs.ts'

/** A condition ready to be asked, by whatever its dialect's tests are asked with. */
export interface CompiledCondition<Test> extends Needing {
  readonly test: Test
  /** True when the test can throw although it is asked of texts. */
  readonly fragile: boolean
  /** The action types outside which the test is false; null when any can do. */
  readonly types: readonly string[] | null
}

/** What is known of `test` when it holds where all of the parts do. */
export function ofAll<Test>(parts: readonly CompiledCondition<Test>[], test: Test): CompiledCondition<Test> {
  const types = parts.find((part) => part.types !== null)?.types ?? null
  return { test, fragile: parts.some(({ fragile }) => fragile), types, ...needOfAll(parts) }
}

/** The same when it holds where any of them does. */
export function ofAny<Test>(parts: readonly CompiledCondition<Test>[], test: Test): CompiledCondition<Test> {
  const types = parts.every((part) => part.types !== null) ? parts.flatMap((part) => part.types ?? []) : null
  return { test, fragile: parts.some(({ fragile }) => fragile), types, ...needOfAny(parts) }
}

/** A condition that the engine dies of. */
export function throwing(why: string): CompiledCondition<() => never> {
  const test = (): never => {
    throw new TypeError(why)
  }
  return { test, fragile: true, types: null, ...needsNothing }
}
