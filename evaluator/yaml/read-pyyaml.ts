import type { YamlComment } from './comments.ts'
import type { Node } from './node.ts'
import { readPlainYaml } from './plain.ts'
import type { YamlProblem } from './problem.ts'
import { Composer } from './python/composer.ts'
import { Constructor } from './python/construct.ts'
import { YamlCrash, YamlFailure } from './python/failure.ts'
import { pyyaml } from './pyyaml.ts'

/** A document as PyYAML's safe loader reads it; null where nothing stands or where it stops before the end. */
export interface PyyamlDocument {
  readonly root: Node | null
  /** Where it stops: one problem if the text cannot be composed; else all values that it refuses, in their order. */
  readonly problems: readonly YamlProblem[]
  readonly comments: readonly YamlComment[]
}

/**
 * Reads `text` token by token as PyYAML 6 does, so that what it takes, what it refuses and with which exception
 * (`raised`, or `crash` where it dies unmeant) are its own. Never throws.
 */
export function readPyyaml(text: string): PyyamlDocument {
  return readPlainYaml(text, pyyaml, 'anchor') ?? readAnyPyyaml(text)
}

/** The same without the short way for plain documents: what that is held against. */
export function readAnyPyyaml(text: string): PyyamlDocument {
  let composer: Composer | null = null
  try {
    composer = new Composer(text)
    const composed = composer.compose()
    const { comments } = composer.scanner.cursor
    if (composed === null) return { root: null, problems: [], comments }
    const values = new Constructor()
    const root = values.node(composed)
    const problems = values.problems.map((problem): YamlProblem => ({ raised: 'ConstructorError', ...problem }))
    return { root, problems, comments }
  } catch (error) {
    const comments = composer?.scanner.cursor.comments ?? []
    return { root: null, problems: [problemOf(error)], comments }
  }
}

function problemOf(error: unknown): YamlProblem {
  if (error instanceof YamlFailure) {
    const { raised, at, message } = error
    return { kind: kindOf(error), range: { start: at, end: at + 1 }, message, raised }
  }
  if (error instanceof YamlCrash) {
    const { raised, at, message } = error
    return { kind: 'syntax', range: { start: at, end: at + 1 }, message, crash: raised }
  }
  const message = `This document cannot be read: ${error instanceof Error ? error.message : String(error)}`
  return { kind: 'syntax', range: { start: 0, end: 0 }, message, crash: 'RecursionError' }
}

function kindOf({ raised, message }: YamlFailure): YamlProblem['kind'] {
  if (raised !== 'ComposerError') return 'syntax'
  return message.startsWith('A second document') ? 'second-document' : 'alias'
}
