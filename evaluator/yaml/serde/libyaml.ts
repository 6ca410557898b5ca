import type { YamlComment } from '../comments.ts'
import type { Entry, Node } from '../node.ts'
import type { YamlProblem } from '../problem.ts'
import { Composer, type Composed } from '../python/composer.ts'
import { YamlCrash, YamlFailure } from '../python/failure.ts'
import { serdeYaml } from '../serde.ts'
import { LibyamlScanner } from './libyaml-scanner.ts'

/** The first document of a text as libyaml reads it. */
export interface LibyamlDocument {
  /** Null where nothing stands, or where the text stops being YAML. */
  readonly root: Node | null
  readonly stops: YamlProblem | null
  /** Set where more follows the first document, whatever it is. */
  readonly second: YamlProblem | null
  readonly comments: readonly YamlComment[]
}

/** How many nodes aliases may add: a hundred times what stands in the text, as serde_yaml allows. */
const repetition = 100

/** A composer that keeps the first document when something follows it. */
class FirstDocument extends Composer {
  root: Composed | null = null
  finished = false

  protected override finish(root: Composed): void {
    this.root = root
    this.finished = true
  }
}

/** Reads `text` token by token as libyaml, and so serde_yaml, does. Never throws. */
export function readLibyaml(text: string): LibyamlDocument {
  const composer = new FirstDocument(text, new LibyamlScanner(text))
  const { comments } = composer.scanner.cursor
  try {
    composer.compose()
    return { root: rootOf(composer), stops: null, second: null, comments }
  } catch (error) {
    const problem = problemOf(error)
    if (!composer.finished) return { root: null, stops: problem, second: null, comments }
    const message =
      'A second document begins here; a policy is one document. Remove it, or move it to a file of its own.'
    return { root: rootOf(composer), stops: null, second: { ...problem, kind: 'second-document', message }, comments }
  }
}
