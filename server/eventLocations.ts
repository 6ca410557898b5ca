import type { Location } from 'vscode-languageserver'
import { escapeLinesForDisplay } from '../audit/display.ts'
import type { LoggedEvent } from '../audit/stored-event.ts'
import { eventScheme } from './protocol/event.ts'

const start = { line: 0, character: 0 }

/** Events as places that a client with documents for them can open. */
export function eventLocations(events: readonly LoggedEvent[]): Location[] {
  return events.map(({ id, time, tool, tool_raw }) => {
    const name = encodeURIComponent(`${time} ${tool_raw ?? tool ?? 'call'}.json`)
    return { uri: `${eventScheme}:/${name}?${encodeURIComponent(id)}`, range: { start, end: start } }
  })
}

/** An event as a document shows it. */
export function eventText(event: LoggedEvent): string {
  return `${escapeLinesForDisplay(JSON.stringify(event, null, 2))}\n`
}
