import { agentAssemblyEvent, isAgentAssembly, isAgentAssemblyList } from './agent-assembly.ts'
import { capfenceEvent, isCapfence } from './capfence.ts'
import { edictumEvent, isEdictum } from './edictum.ts'
import { type Container, entriesOf } from './entries.ts'
import type { ForeignEvent, LogFormat, Members } from './foreign-event.ts'
import { isOrca, orcaEvent } from './orca.ts'
import { isSafeclaw, safeclawEvent } from './safeclaw.ts'
import { isSafeclawPage, safeclawPageEvent } from './safeclaw-page.ts'

/** One format: how its entries are known, and what they say. */
export interface Format {
  readonly name: LogFormat
  readonly is: (entry: Members) => boolean
  readonly event: (entry: Members, line: number) => ForeignEvent
  /** True where a JSON list of it begins with the newest entry. */
  readonly listsNewestFirst: boolean
}

const formats: readonly Format[] = [
  {
    name: 'agent-assembly',
    is: isAgentAssembly,
    event: (entry, line) => agentAssemblyEvent(entry, line, 'agent-assembly'),
    listsNewestFirst: false,
  },
  {
    name: 'agent-assembly-list',
    is: isAgentAssemblyList,
    event: (entry, line) => agentAssemblyEvent(entry, line, 'agent-assembly-list'),
    listsNewestFirst: true,
  },
  { name: 'capfence', is: isCapfence, event: capfenceEvent, listsNewestFirst: true },
  { name: 'edictum', is: isEdictum, event: edictumEvent, listsNewestFirst: false },
  { name: 'safeclaw', is: isSafeclaw, event: safeclawEvent, listsNewestFirst: false },
  { name: 'safeclaw-page', is: isSafeclawPage, event: safeclawPageEvent, listsNewestFirst: false },
  { name: 'orca', is: isOrca, event: orcaEvent, listsNewestFirst: true },
]

/** So many entries are looked at before a file counts as none of these. */
const mostTried = 50

/** What a text file holds, by its first entries, read in the way that makes sense of more of them; null when none does. */
export function detectFormat(file: string): { readonly format: Format; readonly container: Container } | null {
  const lines = tryAs(file, 'lines')
  // To look for a list in a log of lines that holds none would take reading all of it.
  const list = lines.known > 0 && lines.known === lines.tried ? null : tryAs(file, 'list')
  const best = list !== null && list.known > lines.known ? list : lines
  return best.format === null ? null : { format: best.format, container: best.container }
}

/** How many of the first entries are of a known format, read in one way. */
interface Attempt {
  readonly container: Container
  readonly format: Format | null
  readonly tried: number
  readonly known: number
}

function tryAs(file: string, container: Container): Attempt {
  let format: Format | null = null
  let [tried, known] = [0, 0]
  for (const { members } of entriesOf(file, container)) {
    const found: Format | undefined = members === null ? undefined : formats.find(({ is }) => is(members))
    if (found !== undefined) known++
    format ??= found ?? null
    if (++tried === mostTried) break
  }
  return { container, format, tried, known }
}
