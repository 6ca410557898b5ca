import { type Hover, MarkupKind, type Position } from 'vscode-languageserver'
import type { Problem } from '../evaluator/problem.ts'
import type { OpenDocument } from './documents.ts'
import { findingsAt } from './hoverFindings.ts'
import { type AskEvents, eventsMarkdown, lastEventsAt } from './lastEvents.ts'
import type { SeverityByCode } from './settings.ts'

/** What a hover is told of the world around the document. */
export interface HoverContext {
  readonly thought: readonly Problem[]
  readonly severity: SeverityByCode
  readonly events: AskEvents
}

/** A hover with what the findings at its place mean, and the last events of the rule there. */
export async function completeHover(
  hover: Hover | null,
  document: OpenDocument,
  position: Position,
  { thought, severity, events }: HoverContext,
): Promise<Hover | null> {
  const offset = document.text.offsetAt(position)
  const found = findingsAt(document, offset, thought, severity)
  const last = eventsMarkdown(await lastEventsAt(document, offset, events))
  if (found.length + last.length === 0) return hover
  const own = hover === null ? [] : [(hover.contents as { value: string }).value]
  const value = [...found, ...own, ...last].join('\n\n---\n\n')
  return { ...(hover?.range ? { range: hover.range } : {}), contents: { kind: MarkupKind.Markdown, value } }
}
