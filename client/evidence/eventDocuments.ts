import { type Disposable, workspace } from 'vscode'
import { type EventParams, eventRequest, eventScheme } from '../../server/protocol/event.ts'
import type { Connection } from '../connection.ts'

/** Opens what *Find All References* lists of the log: each event as a document that nobody can change. */
export function activateEventDocuments(connection: Connection): Disposable {
  return workspace.registerTextDocumentContentProvider(eventScheme, {
    async provideTextDocumentContent({ query }) {
      const params: EventParams = { id: query }
      return (await connection.ask<string | null>(eventRequest, params)) ?? 'This event is no longer in the log.\n'
    },
  })
}
