import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import * as vscode from 'vscode'

/**
 * Connects to the test's socket, named by REHEARSAL_HOST_SOCKET, and answers each line `{id, source, argument}`
 * with `{id, result}` or `{id, error}`; `source` is the text of a function of `vscode` and the argument.
 */
export function activate(context: vscode.ExtensionContext): void {
  const path = process.env.REHEARSAL_HOST_SOCKET
  if (path === undefined) return
  const socket = connect(path)
  socket.on('error', () => {})
  context.subscriptions.push({ dispose: () => socket.destroy() })
  createInterface({ input: socket }).on('line', async (line) => {
    const { id, source, argument } = JSON.parse(line) as { id: number; source: string; argument: unknown }
    socket.write(`${JSON.stringify({ id, ...(await answer(source, argument)) })}\n`)
  })
}

async function answer(source: string, argument: unknown): Promise<{ result: unknown } | { error: string }> {
  try {
    const task = new Function(`return (${source})`)() as (api: typeof vscode, argument: unknown) => unknown
    return { result: (await task(vscode, argument)) ?? null }
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
