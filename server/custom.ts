import type { CancellationToken, Connection } from 'vscode-languageserver'
import { serverCommands } from './commands.ts'
import { type EvidenceParts, evidenceHandlers, readinessOfDocument } from './customEvidence.ts'
import { testHandlers } from './customTests.ts'
import { type Documents, type OpenDocument, pathOf } from './documents.ts'
import { eventText } from './eventLocations.ts'
import { flip } from './flip.ts'
import { candidatesIn, hooksIn, livePolicy } from './livePolicy.ts'
import type { LogViews } from './logViews.ts'
import { openAt, policyInfo, readFromDisk, ruleLocation } from './policies.ts'
import { type EventParams, eventRequest } from './protocol/event.ts'
import * as views from './protocol/events.ts'
import * as replay from './protocol/replay.ts'
import * as protocol from './protocol.ts'
import type { Replays } from './replay.ts'
import type { Shadow } from './shadow.ts'
import type { Workspace } from './workspace.ts'

interface Parts {
  readonly documentAt: (uri: string) => Promise<OpenDocument | null>
  readonly documents: Documents
  readonly workspace: Workspace
  readonly shadow: Shadow
  readonly replays: Replays
  readonly logViews: LogViews
  /** Resolves once the settings are read and the log is followed. */
  readonly started: Promise<void>
}

/** Answers the requests of `protocol.ts`, and the commands that mirror them. */
export function serveCustomRequests(connection: Connection, parts: Parts): void {
  const { documentAt, documents, workspace, shadow, replays, logViews, started } = parts
  const documentOf = async (uri: string) => (await documentAt(uri)) ?? (await workspace.fromDisk(uri))

  const live = (infos: readonly protocol.PolicyInfo[]): protocol.PolicyInfo[] => {
    const hooks = hooksIn(workspace.folders)
    const candidates = candidatesIn(shadow.place)
    return infos.map((info) => ({ ...info, live: livePolicy(pathOf(info.uri), info.mode, hooks, candidates) }))
  }
  const evidence: EvidenceParts = {
    // Before that, a log would seem to hold nothing.
    documentOf: (uri) => started.then(() => documentOf(uri)),
    documents,
    workspace,
    shadow,
    replayed: (document, hours, token) => replays.sums(document, hours, token),
    compared: async (document, text, token) =>
      (await replays.compare(document.uri, text, token))?.report.changes ?? null,
  }
  const handlers: Record<string, (params: never, token?: CancellationToken) => unknown> = {
    ...evidenceHandlers(evidence),
    ...testHandlers({ documentOf, documents, workspace }),
    [protocol.policyRequest]: async ({ uri }: protocol.PolicyParams) => {
      const document = await documentOf(uri)
      const info = document && policyInfo(document)
      return info && live([info])[0]
    },
    [protocol.policiesRequest]: async () => live(await workspace.policies()),
    [protocol.testDocumentsRequest]: () => workspace.testDocuments(),
    [protocol.flipRequest]: async (params: protocol.FlipParams, token) => {
      const document = await evidence.documentOf(params.uri)
      if (document === null) return { code: 'not-a-policy', message: 'This file cannot be read as a policy.' }
      const readiness = params.to === 'enforce' ? await readinessOfDocument(evidence, document, undefined, token) : null
      return flip(document, params, readiness?.lines ?? [], readiness?.ready)
    },
    [replay.replayRequest]: (params: replay.ReplayParams) => replays.report(params),
    [replay.replayCallsRequest]: (params: replay.ReplayCallsParams) => replays.calls(params),
    [replay.replayEventRequest]: (params: replay.ReplayEventParams) => replays.event(params),
    [views.groupsRequest]: (params: views.GroupsParams, token) => logViews.groups(params, token),
    [views.eventsRequest]: (params: views.EventsParams, token) => logViews.events(params, token),
    [views.summaryRequest]: (params: views.SummaryParams) => logViews.summary(params),
    [views.reviewRequest]: (params: views.ReviewParams) => logViews.review(params),
    [views.exportCsvRequest]: (params: views.ExportCsvParams, token) => logViews.exportCsv(params, token),
    [views.openLogRequest]: (params: views.OpenLogParams) => logViews.openLog(params),
    [views.hookHealthRequest]: () => logViews.hookHealth(),
    [eventRequest]: async ({ id }: EventParams) => {
      const event = await shadow.event(id)
      return event && eventText(event)
    },
    [protocol.ruleLocationRequest]: async ({ policyFile, rule }: protocol.RuleLocationParams) => {
      const document =
        openAt(policyFile, documents.all()) ?? (await readFromDisk(policyFile, workspace.dialectFor, workspace.namedBy))
      return document && ruleLocation(document, rule)
    },
  }
  for (const [method, handle] of Object.entries(handlers))
    connection.onRequest(method, guarded(connection, method, handle))
  connection.onNotification(protocol.flippedNotification, (params: protocol.FlippedParams) => shadow.flipped(params))
  connection.onNotification(protocol.shadowSeenNotification, () => shadow.seen())
  connection.onExecuteCommand(({ command, arguments: [params] = [] }) => {
    const known = serverCommands.find((name) => name === command)
    const handle = known && handlers[known.replace('rehearsal.server.', 'rehearsal/')]
    return handle ? guarded(connection, command, handle)(params as never) : null
  })
}

function guarded(connection: Connection, name: string, handle: (params: never, token?: CancellationToken) => unknown) {
  return async (params: never, token?: CancellationToken): Promise<unknown> => {
    try {
      return await handle(params, token)
    } catch (error) {
      connection.console.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`)
      return null
    }
  }
}
