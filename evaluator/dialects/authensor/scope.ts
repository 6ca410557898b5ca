import type { Patterns } from '../../conditions/patterns.ts'
import { member, plainScalar, textOf } from '../../conditions/plain.ts'
import { and, or } from '../../json/truth.ts'
import { type Truth, Unknown } from '../../json/values.ts'
import type { Envelope } from './envelope.ts'
import { compileGlob, type Glob } from './glob.ts'
import { getterOf } from './path.ts'

/** Whether a policy is about a call; throws where the engine does. */
export type Scope = (envelope: Envelope) => Truth

/** Compiles a scope; null where it restricts nothing. */
export function compileScope(scope: unknown, patterns: Patterns): Scope | null {
  if (!scope) return null
  const parts = [
    actionScope(member(scope, 'actionTypes'), patterns),
    principalScope(member(scope, 'principalTypes')),
    environmentScope(member(scope, 'environments')),
  ].filter((part) => part !== null)
  if (parts.length === 0) return null
  return (envelope) => {
    let truth: Truth = true
    for (const part of parts) {
      truth = and(truth, part(envelope))
      if (truth === false) return false
    }
    return truth
  }
}

function actionScope(types: unknown, patterns: Patterns): Scope | null {
  if (!isThere(types)) return null
  if (!Array.isArray(types)) {
    return () => {
      throw new TypeError('`scope.actionTypes` is no list')
    }
  }
  const globs = types.map((type): Glob => compileGlob(type, patterns))
  return (envelope) => {
    const type = envelope.typeOrThrow
    let truth: Truth = false
    for (const glob of globs) {
      truth = or(truth, type instanceof Unknown ? 'unknown' : glob(plainScalar(type)))
      if (truth === true) return true
    }
    return truth
  }
}

function principalScope(types: unknown): Scope | null {
  if (!isThere(types)) return null
  const get = getterOf('principal.type')
  return (envelope) => {
    const { principal } = envelope.root
    if (principal === undefined || principal === null) throw new TypeError('the envelope has no principal')
    return included(types, get(envelope))
  }
}

function environmentScope(environments: unknown): Scope | null {
  if (!isThere(environments)) return null
  const get = getterOf('context.environment')
  return (envelope) => {
    const { context } = envelope.root
    if (context === undefined || context === null) throw new TypeError('the envelope has no context')
    const environment = get(envelope)
    return !environment || included(environments, environment)
  }
}

function included(list: unknown, value: unknown): Truth {
  if (value instanceof Unknown) return 'unknown'
  if (typeof list === 'string') return list.includes(textOf(value))
  return (list as unknown[]).includes(value)
}

function isThere(list: unknown): boolean {
  return list !== undefined && list !== null && (member(list, 'length') as number) > 0
}
