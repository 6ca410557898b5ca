import { commands, EventEmitter, type ExtensionContext } from 'vscode'
import { openConnection } from './connection.ts'
import { activateCandidates } from './evidence/candidates.ts'
import { activateEventDocuments } from './evidence/eventDocuments.ts'
import { activateEventEdits } from './evidence/eventEdits.ts'
import { activateReadiness } from './evidence/readiness.ts'
import { openReports } from './evidence/reports.ts'
import { activateFlip } from './flip.ts'
import { openLog } from './log.ts'
import { activateReplayCalls } from './replay/calls.ts'
import { activateNewPolicy } from './start/newPolicy.ts'
import { activateObserveAgent } from './start/observeAgent.ts'
import { activateStatusBar } from './statusBar.ts'
import { activateSummary } from './summary/view.ts'
import { activateTesting } from './testing/controller.ts'
import { activatePolicies } from './views/policies.ts'
import { activateShadowEvents } from './views/shadowEvents.ts'
import { wakeAtFirstPolicy } from './wake.ts'

/** Wires the parts; the server starts later, at the first policy or view. */
export function activate(context: ExtensionContext): void {
  const started = performance.now()
  const log = openLog()
  const connection = openConnection(context, log)
  const flipped = new EventEmitter<void>()
  const reports = openReports()
  context.subscriptions.push(
    log,
    connection,
    flipped,
    activateShadowEvents(connection, context.workspaceState),
    activatePolicies(connection, flipped.event),
    activateSummary(connection, context.workspaceState, flipped.event),
    activateTesting(connection),
    activateReplayCalls(connection),
    activateFlip(connection, () => flipped.fire()),
    reports,
    activateReadiness(connection, reports),
    activateCandidates(connection, reports),
    activateEventEdits(connection),
    activateEventDocuments(connection),
    activateStatusBar(connection, flipped.event),
    activateNewPolicy(context),
    activateObserveAgent(context, log),
    commands.registerCommand('rehearsal.restartServer', () => connection.restart()),
    commands.registerCommand('rehearsal.showLog', () => log.show()),
    wakeAtFirstPolicy(connection),
  )
  log.info(`Activated in ${Math.round(performance.now() - started)} ms.`)
}

/** The subscriptions end every part, the server's process included. */
export function deactivate(): void {}
