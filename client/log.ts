import { type LogOutputChannel, window } from 'vscode'

/** The extension's own output channel; the server's messages arrive in it too, its level is VS Code's to set. */
export function openLog(): LogOutputChannel {
  return window.createOutputChannel('Rehearsal', { log: true })
}

/** One line for a log or a message, whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
