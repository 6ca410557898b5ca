import { randomBytes } from 'node:crypto'
import { commands, Disposable, type Event, type Memento, Uri, type WebviewView, window } from 'vscode'
import { type Summary, summaryRequest } from '../../server/protocol/events.ts'
import {
  type FlipParams,
  type PolicyInfo,
  policiesChanged,
  policiesRequest,
  type RuleLocation,
  ruleLocationRequest,
  shadowChangedNotification,
} from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { reveal } from '../convert.ts'
import { later } from '../later.ts'
import { exportCsv } from '../views/shadowExport.ts'
import type { EventsOf } from '../views/shadowFilter.ts'
import { type Card, cardsHtml, mostCards, windowChoices } from './cards.ts'
import { type FromPage, pageHtml } from './page.ts'

const viewId = 'rehearsal.summary'
const windowKey = 'rehearsal.summary.windowHours'
const usualWindow = 24
/** How long a card waits for new figures, in ms. */
const patience = 3_000

/** The Summary view: a card per policy with what it would have done, read anew as the log grows. */
export function activateSummary(connection: Connection, memory: Memento, onFlip: Event<void>): Disposable {
  let view: WebviewView | undefined
  let cards: readonly Card[] = []
  let windowHours = knownWindow(memory.get(windowKey))

  /** Reads overlap: a person's choice does not wait for the log's. Only the newest one is drawn. */
  let reads = 0

  async function read(): Promise<void> {
    if (!view?.visible) return
    reads += 1
    const turn = reads
    const policies = await connection.ask<readonly PolicyInfo[]>(policiesRequest, {})
    // Without an answer the cards stay as they were.
    if (policies === undefined) return
    const shown = policies.slice(0, mostCards + 1)
    const summaries = await Promise.all(
      shown.map(async (info): Promise<Card[]> => {
        const params = { policyFile: Uri.parse(info.uri).fsPath, windowHours }
        const answered = await soon(connection.ask<Summary>(summaryRequest, params))
        // A card never waits for its figures to say which mode its policy has.
        const summary = answered ?? cards.find((card) => card.info.uri === info.uri)?.summary
        return summary ? [{ info, summary }] : []
      }),
    )
    if (turn !== reads) return
    // Policies that were asked something come first; else they stand as in the Policies view.
    cards = summaries.flat().sort((a, b) => Number(b.summary.decisions > 0) - Number(a.summary.decisions > 0))
    // Not waited for: a webview that is hidden just now answers when it is shown again.
    void view?.webview.postMessage({ html: cardsHtml(cards, windowHours, Date.now()) })
  }

  const refresh = later(250, read)

  async function hear(message: FromPage): Promise<void> {
    if (message.say === 'ready') return read()
    if (message.say === 'window') {
      windowHours = knownWindow(message.hours)
      await memory.update(windowKey, windowHours)
      return read()
    }
    const card = cards[message.card]
    if (card !== undefined) await act(connection, message.action, card, windowHours)
  }

  return Disposable.from(
    refresh,
    window.registerWebviewViewProvider(viewId, {
      resolveWebviewView(resolved) {
        view = resolved
        resolved.webview.options = { enableScripts: true, localResourceRoots: [] }
        resolved.webview.onDidReceiveMessage((message) => void hear(message as FromPage))
        resolved.onDidChangeVisibility(() => refresh.ask())
        resolved.onDidDispose(() => {
          if (view === resolved) view = undefined
        })
        resolved.webview.html = pageHtml(randomBytes(16).toString('base64url'))
      },
    }),
    onFlip(() => refresh.ask()),
    connection.onReady(() => refresh.ask()),
    connection.hear(policiesChanged, () => refresh.ask()),
    connection.hear(shadowChangedNotification, () => refresh.ask()),
    commands.registerCommand('rehearsal.refreshSummary', () => refresh.ask()),
  )
}

/** The answer, or undefined when it takes so long that the card shows what it knew before. */
function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  return Promise.race([answer, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience))])
}

function knownWindow(hours: unknown): number {
  return windowChoices.find((choice) => choice.hours === hours)?.hours ?? usualWindow
}

async function act(
  connection: Connection,
  action: string,
  { info, summary }: Card,
  windowHours: number,
): Promise<void> {
  const policyFile = Uri.parse(info.uri).fsPath
  switch (action) {
    case 'events':
      await commands.executeCommand('rehearsal.showEventsOf', { policyFile, windowHours } satisfies EventsOf)
      return
    case 'csv':
      return exportCsv(connection, { policyFile, windowHours, only: 'shadow' })
    case 'enable': {
      const params: FlipParams = { uri: info.uri, kind: 'policy', to: 'enforce' }
      await commands.executeCommand('rehearsal.flip', params)
      return
    }
    case 'rule': {
      const rule = summary.topRule?.rule ?? null
      const location = await connection.ask<RuleLocation | null>(ruleLocationRequest, { policyFile, rule })
      if (location) await reveal(Uri.parse(location.uri), location.range)
    }
  }
}
