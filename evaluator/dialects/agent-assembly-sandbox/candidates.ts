import type { Call } from '../../call.ts'
import { type Need, Sieve, type TextOf } from '../../literals/sieve.ts'
import type { CompiledRule, Subject } from './matchers.ts'

/** How many names and fitting rules are kept in all; real agents' few tools need far fewer. */
const mostKept = 100_000

/** The rules that can match a call, in document order: those for its tool, found once for each name, by their patterns' literals. */
export function candidateIndex(
  rules: readonly CompiledRule[],
): (call: Call, subject: Subject) => readonly CompiledRule[] {
  const kept = new Map<string, Kept>()
  let held = 0
  const keptFor = (tool: string, alias: string | undefined, of: Kept | undefined): Kept => {
    const fitting = rules.filter(({ namesTool }) => namesTool(tool, alias))
    held += fitting.length + 1
    if (held > mostKept) {
      kept.clear()
      held = fitting.length + 1
    }
    const made = { alias, sieve: new Sieve<CompiledRule, Subject>(fitting, needOf, textOf), next: of }
    kept.set(tool, made)
    return made
  }
  return ({ tool, toolAlias }, subject) => {
    const alias = toolAlias === tool ? undefined : toolAlias
    const first = kept.get(tool)
    let found = first
    while (found !== undefined && found.alias !== alias) found = found.next
    return (found ?? keptFor(tool, alias, first)).sieve.candidates(subject)
  }
}

/** The rules for one tool under one other name; `next` are those under other names still. */
interface Kept {
  readonly alias: string | undefined
  readonly sieve: Sieve<CompiledRule, Subject>
  readonly next: Kept | undefined
}

function needOf({ rule }: CompiledRule): Need | null {
  const { command, output } = rule
  if (command?.value.literals) return { key: 'command', literals: command.value.literals }
  return output?.value.literals ? { key: 'output', literals: output.value.literals } : null
}

/** What was not stored leaves a rule unknown, which is no match. */
function textOf(key: string): TextOf<Subject> {
  return key === 'command' ? ({ command }) => textOrNone(command) : ({ output }) => textOrNone(output)
}

function textOrNone(text: Subject['command']): string | false {
  return typeof text === 'string' ? text : false
}
