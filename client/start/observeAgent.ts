import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import {
  type CancellationToken,
  commands,
  Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  ProgressLocation,
  Uri,
  window,
  workspace,
} from 'vscode'
import { type InitAnswer, initArguments, readInitAnswer } from './initAnswer.ts'

const agents = [
  { label: 'Claude Code', word: 'claude' },
  { label: 'Codex', word: 'codex' },
  { label: 'Gemini CLI', word: 'gemini' },
] as const

/** The change is shown as two documents of a scheme of their own, beside each other. */
const scheme = 'rehearsal-init'

/** *Observe an Agent Here*: shows what `init` would change in the agent's settings, and makes it once confirmed. */
export function activateObserveAgent(context: ExtensionContext, log: LogOutputChannel): Disposable {
  const texts = new Map<string, string>()
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    commands.registerCommand('rehearsal.observeAgent', async () => {
      const chosen = await window.showQuickPick(agents, {
        title: 'Observe an Agent Here',
        placeHolder:
          'Whose calls your policies judge from its next session on; what they may stop is for the policies to say',
      })
      if (chosen) await observe(context, log, texts, chosen)
    }),
  )
}

async function observe(
  context: ExtensionContext,
  log: LogOutputChannel,
  texts: Map<string, string>,
  { word, label }: (typeof agents)[number],
): Promise<void> {
  const audit = workspace.getConfiguration('rehearsal').get<string>('audit.path', '')
  const run = (write: boolean, token?: CancellationToken) =>
    rehearsal(context, log, initArguments(word, audit, write), token)
  const options = {
    location: ProgressLocation.Notification,
    title: `Rehearsal: reading the settings of ${label}`,
    cancellable: true,
  }
  const planned = await window.withProgress(options, (_, token) => run(false, token))
  if (planned === 'cancelled') return
  if (planned === null) return sayFailed()
  const { settings_file, before, after, reason } = planned
  if (before === undefined || after === undefined) return void window.showInformationMessage(reason ?? settings_file)
  await showChange(texts, settings_file, before, after)
  const write = 'Write Change'
  const words = `Rehearsal's hooks go into ${settings_file}. \`rehearsal init ${word} --remove\` takes them out again.`
  if ((await window.showInformationMessage(words, write)) !== write) return
  const written = await run(true)
  if (written === null || written === 'cancelled' || !written.changed) return sayFailed()
  const next = word === 'codex' ? ' Codex runs them once you have approved them: start codex and say /hooks.' : ''
  void window.showInformationMessage(`${label} is judged here from its next session on.${next}`)
}

async function showChange(texts: Map<string, string>, file: string, before: string, after: string): Promise<void> {
  const [old, fresh] = ['before', 'after'].map((query) => Uri.file(file).with({ scheme, query })) as [Uri, Uri]
  texts.set(old.toString(), before)
  texts.set(fresh.toString(), after)
  await commands.executeCommand('vscode.diff', old, fresh, `${file} (what init changes)`, { preview: true })
}

/** Runs the command line that the extension carries, in the workspace's folder; null, with its words in the log, when it failed. */
function rehearsal(
  context: ExtensionContext,
  log: LogOutputChannel,
  args: readonly string[],
  token?: CancellationToken,
): Promise<InitAnswer | null | 'cancelled'> {
  const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir()
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  return new Promise((resolve) => {
    const command = [context.asAbsolutePath('dist/cli.cjs'), ...args]
    const child = execFile(process.execPath, command, { cwd, env, timeout: 30_000 }, (error, stdout, stderr) => {
      if (token?.isCancellationRequested) return resolve('cancelled')
      const answer = readInitAnswer(stdout)
      if (answer === null) log.error(`rehearsal ${args.join(' ')}: ${stderr || error?.message || stdout}`)
      resolve(answer)
    })
    token?.onCancellationRequested(() => child.kill())
  })
}

function sayFailed(): void {
  void window.showErrorMessage('The hooks could not be written; the log (command “Rehearsal: Show Log”) says why.')
}
