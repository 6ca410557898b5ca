/** The scheme of documents that show one event of the log each; its query is the event's id. */
export const eventScheme = 'rehearsal-event'

/** One event of the log as pretty JSON, with everything that could hide text escaped; null when it is gone. */
export const eventRequest = 'rehearsal/event'
export interface EventParams {
  readonly id: string
}
