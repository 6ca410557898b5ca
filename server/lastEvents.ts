import { escapeMarkdown } from '../analysis/explainMarkdown.ts'
import { code } from '../analysis/language/describe.ts'
import { escapeForDisplay } from '../audit/display.ts'
import type { RuleKey } from '../audit/rows.ts'
import type { LoggedEvent } from '../audit/stored-event.ts'
import { subjectOf } from '../audit/subject.ts'
import type { OpenDocument } from './documents.ts'

/** The newest events of a rule, newest first; none when there is no log. */
export type AskEvents = (rule: RuleKey, limit: number) => Promise<readonly LoggedEvent[]>

/** How many events are shown, and how long an answer waits for them, in ms: a log that is searched holds up no hover. */
const shown = 3
const patience = 150

/** The last events of the rule that stands at an offset; none elsewhere, and where the log does not answer in time. */
export async function lastEventsAt(
  document: OpenDocument,
  offset: number,
  ask: AskEvents,
  limit = shown,
): Promise<readonly LoggedEvent[]> {
  const { policy } = document.policy ?? {}
  const rule = policy?.rules.find(
    ({ document: at, nameRange }) => at === 0 && nameRange.start <= offset && offset <= nameRange.end,
  )
  if (policy === undefined || rule === undefined) return []
  const key = { policy: policy.name, policyFile: document.path, rule: rule.label }
  const late = new Promise<readonly LoggedEvent[]>((done) => setTimeout(done, patience, []).unref())
  return Promise.race([ask(key, limit), late])
}

/** Events as a list a hover shows; nothing for none. */
export function eventsMarkdown(events: readonly LoggedEvent[]): readonly string[] {
  if (events.length === 0) return []
  const lines = events.map((event) => {
    const { time, agent = '', tool, tool_raw = tool, effect = 'allow', dry_run } = event
    const call = `${escapeForDisplay(tool_raw ?? '')} ${subjectOf(event)}`
    const did = `${code(effect)}${dry_run === true ? ', only recorded' : ''}`
    return `- ${escapeMarkdown(time)} · ${escapeMarkdown(escapeForDisplay(agent))} · ${escapeMarkdown(call)} → ${did}`
  })
  return [`Last in the log:\n${lines.join('\n')}`]
}
