import { CancellationTokenSource, ProgressLocation, window } from 'vscode'
import type { Connection } from './connection.ts'
import { type Waited, waitFor } from './waiting.ts'

/** So long, in ms, somebody waits for an answer without being told. */
const unspoken = 500

/** Asks the server; what takes more than half a second shows that it goes on, under `title`, and can be cancelled. */
export function askPatiently<T>(
  connection: Connection,
  title: string,
  request: string,
  params: unknown,
): Promise<Waited<T>> {
  const options = { location: ProgressLocation.Notification, title: `Rehearsal: ${title}`, cancellable: true }
  return waitFor(
    (signal) => {
      const withdrawn = new CancellationTokenSource()
      signal.addEventListener('abort', () => withdrawn.cancel())
      return connection.ask<T>(request, params, withdrawn.token)
    },
    (until, leaveOff) => {
      void window.withProgress(options, (_, token) => {
        token.onCancellationRequested(leaveOff)
        return until
      })
    },
    unspoken,
  )
}
