import { commands, Disposable, env, Uri, window } from 'vscode'
import { type LogEvent, type ReviewAnswer, type ReviewWord, reviewRequest } from '../../server/protocol/events.ts'
import { type RuleLocation, ruleLocationRequest } from '../../server/protocol.ts'
import type { Connection } from '../connection.ts'
import { reveal } from '../convert.ts'
import type { EventsView } from './eventsView.ts'
import type { ShadowNode } from './shadowNodes.ts'

/** What can be done with one event, or with several that are selected: open its rule, copy it, say what one thinks of it. */
export function activateEventCommands(view: EventsView): Disposable {
  const { connection } = view
  return Disposable.from(
    commands.registerCommand('rehearsal.openRule', (node?: ShadowNode) => openRule(connection, node)),
    commands.registerCommand('rehearsal.copyEvent', (node?: ShadowNode, all?: readonly ShadowNode[]) =>
      copyEvents(eventsIn(node, all, view)),
    ),
    commands.registerCommand('rehearsal.copyAsCliCall', (node?: ShadowNode, all?: readonly ShadowNode[]) =>
      copyCalls(eventsIn(node, all, view)),
    ),
    commands.registerCommand('rehearsal.markTruePositive', review(view, 'true_positive')),
    commands.registerCommand('rehearsal.markFalsePositive', review(view, 'false_positive')),
    commands.registerCommand('rehearsal.clearReview', review(view, null)),
  )
}

/** The events a command is about: the selection where the row belongs to it, else the row, else what is selected. */
function eventsIn(
  node: ShadowNode | undefined,
  all: readonly ShadowNode[] | undefined,
  { tree }: EventsView,
): readonly LogEvent[] {
  const nodes = all ?? (node ? [node] : tree.selection)
  return nodes.flatMap((each) => (each.kind === 'event' ? [each.event] : []))
}

async function openRule(connection: Connection, node: ShadowNode | undefined): Promise<void> {
  const place =
    node?.kind === 'event' ? node.event : node?.kind === 'group' || node?.kind === 'policy' ? node : undefined
  if (place === undefined) return
  const rule = 'rule' in place ? place.rule : null
  const { policyFile } = place
  const location = await connection.ask<RuleLocation | null>(ruleLocationRequest, { policyFile, rule })
  if (location) return reveal(Uri.parse(location.uri), location.range)
  const where = policyFile === '' ? 'the log does not say in which file' : `no longer in ${policyFile}`
  void window.showInformationMessage(`${rule ?? 'This policy'} cannot be opened: ${where}.`)
}

async function copyEvents(events: readonly LogEvent[]): Promise<void> {
  if (events.length === 0) return
  const [first] = events
  await env.clipboard.writeText(
    events.length === 1 && first ? first.json : `[${events.map(({ json }) => json).join(',\n')}]`,
  )
  window.setStatusBarMessage(`$(check) ${events.length === 1 ? 'Event' : 'Events'} copied as JSON`, 3000)
}

async function copyCalls(events: readonly LogEvent[]): Promise<void> {
  const lines = events.map(({ cliCall }) => cliCall).filter((line) => line !== '')
  if (lines.length === 0) {
    const why =
      'The log holds neither arguments that were not to be stored nor outputs, so this call cannot be made again.'
    return void window.showInformationMessage(why)
  }
  await env.clipboard.writeText(lines.join('\n'))
  window.setStatusBarMessage('$(check) Command copied', 3000)
}

function review(view: EventsView, word: ReviewWord | null) {
  return async (node?: ShadowNode, all?: readonly ShadowNode[]): Promise<void> => {
    const events = eventsIn(node, all, view).filter(({ foreign }) => !foreign)
    if (events.length === 0) return
    const params = { ids: events.map(({ id }) => id), review: word }
    const answer = await view.connection.ask<ReviewAnswer>(reviewRequest, params)
    if (answer === undefined) return
    if (answer.message !== '') return void window.showWarningMessage(answer.message)
    for (const event of events) view.replace({ ...event, review: word })
  }
}
