import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Browser, launchChromium, type Page } from './browser.ts'
import { installExtensions, type Places, preparePlaces, type Served, serve } from './code-server.ts'
import * as dialogs from './dialogs.ts'
import * as editor from './editor.ts'
import { type HostChannel, type HostTask, openHostChannel } from './host.ts'
import * as language from './language.ts'
import * as problems from './problems.ts'
import { execute, lookForText, type Session, visibleText, waitForText } from './session.ts'
import * as trees from './tree.ts'
import { until } from './until.ts'
import { buildExtension } from './vsix.ts'
import * as webview from './webview.ts'

/** What a test starts from. */
export interface WorkbenchOptions {
  /** The VSIX under test, or several; they are installed as users install them. */
  readonly vsix: string | readonly string[]
  /** A folder, opened in place, or files (path → text) that are written to a folder of the workbench's own. */
  readonly workspace: string | Record<string, string>
  /** User settings, over a few that keep the screen quiet. */
  readonly settings?: Record<string, unknown>
  /** False opens the folder in Restricted Mode. */
  readonly trusted?: boolean
  /** Environment of the extension host beside PATH and a HOME of its own. */
  readonly env?: Record<string, string>
}

/** A running VS Code as a person in front of it would use it. */
export type Workbench = Awaited<ReturnType<typeof openWorkbench>>

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tree.enableStickyScroll': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'chat.disableAIFeatures': true,
  'editor.stickyScroll.enabled': false,
  'editor.minimap.enabled': false,
  'editor.renderWhitespace': 'none',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoIndent': 'none',
  '[yaml]': { 'editor.autoIndent': 'none' },
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.acceptSuggestionOnCommitCharacter': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  // Otherwise a list closes when a slow machine draws something that takes the focus for a moment.
  'workbench.quickOpen.closeOnFocusLost': false,
}

/** Starts a VS Code of its own with the extension in it; on failure nothing is left running. */
export async function openWorkbench(options: WorkbenchOptions) {
  const root = mkdtempSync(join(tmpdir(), 'rehearsal-vscode-'))
  const running: Running = {}
  try {
    const places = preparePlaces(root, { ...SETTINGS, ...options.settings })
    const folder = workspaceFolder(root, options.workspace)
    const page = await startAll(running, places, folder, options)
    return helpers({ root, folder, home: places.home, page, running })
  } catch (error) {
    await endAll(running, root)
    throw error
  }
}

interface Running {
  channel?: HostChannel
  served?: Served
  browser?: Browser
}

interface Opened {
  readonly root: string
  readonly folder: string
  readonly home: string
  readonly page: Page
  readonly running: Running
}

function workspaceFolder(root: string, workspace: string | Record<string, string>): string {
  if (typeof workspace === 'string') return workspace
  const folder = join(root, 'workspace')
  mkdirSync(folder)
  for (const [path, text] of Object.entries(workspace)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

async function startAll(running: Running, places: Places, folder: string, options: WorkbenchOptions): Promise<Page> {
  const vsix = typeof options.vsix === 'string' ? [options.vsix] : options.vsix
  await installExtensions(places, [buildExtension('host-extension', places.root), ...vsix])
  running.channel = await openHostChannel(places.root)
  running.served = await serve(places, {
    trusted: options.trusted ?? true,
    env: { ...options.env, REHEARSAL_HOST_SOCKET: running.channel.socket },
  })
  running.browser = await launchChromium(places.home)
  const page = await running.browser.newPage({ viewport: { width: 1400, height: 900 } })
  page.setDefaultTimeout(10_000)
  await page.goto(`${running.served.url}/?folder=${encodeURIComponent(folder)}`, { timeout: 30_000 })
  await untilUp(running, page)
  return page
}

async function untilUp({ channel, served }: Running, page: Page): Promise<void> {
  const log = () => served?.log().slice(-1500) ?? ''
  await until(
    'the workbench',
    async () => {
      const parts = await page.locator('.monaco-workbench .part.statusbar .statusbar-item').count()
      return parts > 0 ? { found: undefined } : { seen: `${await visibleText({ page } as Session)}\n${log()}` }
    },
    60_000,
  )
  await channel?.ready(60_000)
}

async function endAll({ browser, channel, served }: Running, root: string): Promise<void> {
  const ends = await Promise.allSettled([browser?.close(), served?.end()])
  channel?.close()
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

const OUT = join(import.meta.dirname, 'out')

function helpers({ root, folder, home, page, running }: Opened) {
  const inHost = <A, R>(task: HostTask<A, R>, argument?: A): Promise<R> => {
    if (running.channel === undefined) throw new Error('the workbench is closed')
    return running.channel.inHost(task, argument as A)
  }
  const session: Session = { page, inHost }
  const screenshot = async (name: string): Promise<string> => {
    mkdirSync(OUT, { recursive: true })
    const path = join(OUT, `${name}.png`)
    await page.screenshot({ path })
    return path
  }
  let failures = 0
  /** Binds a helper to this workbench; when it fails, its message names a picture of the screen. */
  const bound =
    <Args extends unknown[], R>(helper: (session: Session, ...args: Args) => Promise<R>) =>
    async (...args: Args): Promise<R> => {
      try {
        return await helper(session, ...args)
      } catch (error) {
        failures += 1
        const picture = await screenshot(`failed-${process.pid}-${failures}`).catch(() => 'none could be taken')
        if (error instanceof Error) error.message += `\n(the screen then: ${picture})`
        throw error
      }
    }
  return {
    page,
    /** The opened folder and the home folder of the extension host. */
    folder,
    home,
    inHost,
    screenshot,
    openFile: bound((on, path: string) => editor.openFile(on, path.startsWith('/') ? path : join(folder, path))),
    select: bound(editor.select),
    typeAt: bound(editor.typeAt),
    typeOver: bound(editor.typeOver),
    save: bound(editor.save),
    documentText: bound(editor.documentText),
    lineDecorations: bound(editor.lineDecorations),
    clickCodeLens: bound(language.clickCodeLens),
    codeLenses: bound(language.codeLenses),
    hover: bound(language.hover),
    quickFix: bound(language.quickFix),
    quickFixes: bound(language.quickFixes),
    completions: bound(language.completions),
    problems: bound(problems.problems),
    waitForProblems: bound(problems.waitForProblems),
    runCommand: bound(dialogs.runCommand),
    pick: bound(dialogs.pick),
    answer: bound(dialogs.answer),
    acceptDialog: bound(dialogs.acceptDialog),
    notification: bound(dialogs.notification),
    notifications: bound(dialogs.notifications),
    statusBar: bound(dialogs.statusBar),
    tree: bound(trees.tree),
    clickTreeAction: bound(trees.clickTreeAction),
    webviewText: bound(webview.webviewText),
    clickInWebview: bound(webview.clickInWebview),
    waitForText: bound(waitForText),
    lookForText: bound(lookForText),
    visibleText: bound(visibleText),
    execute: bound(execute),
    /** What code-server wrote, for messages about failures. */
    serverLog: () => running.served?.log() ?? '',
    /** Loads the window anew, as "Reload Window" does. */
    async reload(): Promise<void> {
      running.channel?.forget()
      await page.reload({ timeout: 30_000 })
      await untilUp(running, page)
    },
    /** Ends browser and server by their ids and removes the temporary folders; may be called twice. */
    async close(): Promise<void> {
      const ended = { ...running }
      delete running.browser
      delete running.channel
      delete running.served
      await endAll(ended, root)
    },
  }
}
