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
import {
  changeLines,
  enforcing,
  type InitAnswer,
  type InitWishes,
  initArguments,
  readInitAnswer,
  takesOut,
} from './initAnswer.ts'

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
      const audit = workspace.getConfiguration('rehearsal').get<string>('audit.path', '')
      if (chosen) await observe({ context, log, texts, agent: chosen }, { audit, observe: false, project: false })
    }),
  )
}

interface Asked {
  readonly context: ExtensionContext
  readonly log: LogOutputChannel
  readonly texts: Map<string, string>
  readonly agent: (typeof agents)[number]
}

async function observe(asked: Asked, wishes: InitWishes, mayBlock = false): Promise<void> {
  const { word, label } = asked.agent
  const planned = await plan(asked, wishes)
  if (planned === 'cancelled') return
  if (planned === null) return sayFailed()
  let block = mayBlock
  if (!block && !wishes.observe && enforcing(planned).length > 0) {
    const chosen = await askWhetherToBlock(planned)
    if (chosen === undefined) return
    if (chosen === 'observe') return observe(asked, { ...wishes, observe: true })
    block = true
  }
  const { settings_file, before, after, reason } = planned
  if (before === undefined || after === undefined) return void window.showInformationMessage(reason ?? settings_file)
  await showChange(asked.texts, settings_file, before, after)
  const choice = await askToWrite(asked.agent, wishes, planned)
  if (choice === 'project') return observe(asked, { ...wishes, project: true }, block)
  if (choice !== 'write') return
  const written = await rehearsal(asked, initArguments(word, wishes, true))
  if (written === null || written === 'cancelled' || !written.changed) return sayFailed()
  for (const view of ['Policies', 'Summary']) void commands.executeCommand(`rehearsal.refresh${view}`)
  const next = word === 'codex' ? ' Codex runs them once you have approved them: start codex and say /hooks.' : ''
  void window.showInformationMessage(`${label} is judged here from its next session on.${next}`)
}

function plan(asked: Asked, wishes: InitWishes): Promise<InitAnswer | null | 'cancelled'> {
  const options = {
    location: ProgressLocation.Notification,
    title: `Rehearsal: reading the settings of ${asked.agent.label}`,
    cancellable: true,
  }
  const args = initArguments(asked.agent.word, wishes, false)
  return Promise.resolve(window.withProgress(options, (_, token) => rehearsal(asked, args, token)))
}

/** Observing comes first: that is what the command is called. */
async function askWhetherToBlock(planned: InitAnswer): Promise<'observe' | 'block' | undefined> {
  const files = enforcing(planned).flatMap(({ policy_files }) => policy_files.map(shortened))
  const [observing, blocking] = ['Observe with Every Policy', 'Let Them Block']
  const detail = [
    'From the next session on, what these deny would be blocked:',
    ...files.map((file) => `• ${file}`),
    '',
    `“${observing}” gives the hook --enforcement-mode observe, and nothing is blocked.`,
  ]
  const words = `${files.length} of your policies would block calls, not observe them.`
  const options = { modal: true, detail: detail.join('\n') }
  const choice = await window.showWarningMessage(words, options, observing, blocking)
  return choice === observing ? 'observe' : choice === blocking ? 'block' : undefined
}

/** A dialog that stays until it is answered; a notification would be gone before the change was read. */
async function askToWrite(
  { word }: (typeof agents)[number],
  wishes: InitWishes,
  planned: InitAnswer,
): Promise<'write' | 'project' | undefined> {
  const own = wishes.project ? ' --project' : ''
  const [write, project] = ['Write Change', "Use This Project's Settings"]
  const both = takesOut(planned) && !wishes.project
  const detail = [
    ...changeLines(planned, shortened),
    '',
    ...(both ? ["This project's own settings can hold a hook beside the one that is there: then both judge.", ''] : []),
    `The change stands in the editor behind. \`rehearsal init ${word}${own} --remove\` takes the hooks out again.`,
  ]
  const words = both
    ? `Rehearsal's hooks in ${planned.settings_file} judge by other policies. Replace them?`
    : `Write Rehearsal's hooks into ${planned.settings_file}?`
  const options = { modal: true, detail: detail.join('\n') }
  const choice = both
    ? await window.showWarningMessage(words, options, project, write)
    : await window.showInformationMessage(words, options, write)
  return choice === write ? 'write' : choice === project ? 'project' : undefined
}

const shortened = (file: string) => workspace.asRelativePath(file)

async function showChange(texts: Map<string, string>, file: string, before: string, after: string): Promise<void> {
  const [old, fresh] = ['before', 'after'].map((query) => Uri.file(file).with({ scheme, query })) as [Uri, Uri]
  texts.set(old.toString(), before)
  texts.set(fresh.toString(), after)
  await commands.executeCommand('vscode.diff', old, fresh, `${file} (what init changes)`, { preview: true })
}

/** Runs the command line that the extension carries, in the workspace's folder; null, with its words in the log, when it failed. */
function rehearsal(
  { context, log }: Asked,
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
