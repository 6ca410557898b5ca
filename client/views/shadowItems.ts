import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import type { LogEvent } from '../../server/protocol/events.ts'
import { policyTitle } from '../../server/protocol/policyTitle.ts'
import { ago } from '../text/ago.ts'
import { asMarkdown } from '../text/markdown.ts'
import { counted } from '../text/plain.ts'
import { effectIconId, whatBecame } from './effect.ts'
import type { EventNode, GroupNode, MoreNode, PolicyNode, ShadowNode } from './shadowNodes.ts'

const shadow = new ThemeColor('rehearsal.shadowForeground')
const groupIcons = { agent: 'hubot', tool: 'tools', run: 'terminal' } as const
const nameless = {
  rule: 'no rule matched',
  agent: 'agent not told',
  tool: 'tool not told',
  run: 'run not told',
} as const
const reviewWords = { true_positive: 'marked as true positive', false_positive: 'marked as false positive' } as const
const reviewIcons = { true_positive: 'thumbsup', false_positive: 'thumbsdown' } as const

/** A row as VS Code draws it; `now` in milliseconds. */
export function shadowItem(node: ShadowNode, now: number): TreeItem {
  if (node.kind === 'policy') return policyItem(node, now)
  if (node.kind === 'group') return groupItem(node, now)
  if (node.kind === 'event') return eventItem(node, now)
  return moreItem(node)
}

function policyItem(node: PolicyNode, now: number): TreeItem {
  const label = node.name === '' ? 'policy not told' : policyTitle(node.name, node.policyFile)
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded)
  item.id = node.id
  item.description = `${amount(node.count)} · ${ago(node.lastSeen, now)}`
  item.iconPath = new ThemeIcon('law')
  item.contextValue = 'shadowPolicy'
  item.tooltip = new MarkdownString(
    asMarkdown(
      `${label} (${node.dialect})\n${node.policyFile}\n${counted(node.count, 'event')}, last ${ago(node.lastSeen, now)}`,
    ),
  )
  item.accessibilityInformation = { label: `${label}, ${node.dialect}, ${counted(node.count, 'event')}` }
  return item
}

function groupItem(node: GroupNode, now: number): TreeItem {
  const label = node.name === '' ? namelessLabel(node) : node.name
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed)
  item.id = node.id
  const beside = node.of === 'run' ? [node.agent] : []
  item.description = [...beside, amount(node.count), ago(node.lastSeen, now)].filter((part) => part !== '').join(' · ')
  item.iconPath =
    node.of === 'rule' ? new ThemeIcon(effectIconId(node.effect), shadow) : new ThemeIcon(groupIcons[node.of])
  item.contextValue = node.of === 'rule' ? 'shadowRule' : 'shadowGroup'
  const words = counted(node.count, 'event')
  item.tooltip = new MarkdownString(asMarkdown(`${label}\n${words}, last ${localTime(node.lastSeen)}`))
  const kind = node.of === 'rule' ? '' : `${node.of} `
  item.accessibilityInformation = { label: `${kind}${label}, ${words}, last ${ago(node.lastSeen, now)}` }
  return item
}

/** Where nothing was decided because a policy could not be read or failed, that is no rule that did not match. */
function namelessLabel({ of, effect }: GroupNode): string {
  return of === 'rule' && effect === 'error' ? 'the policy could not be read or could not decide' : nameless[of]
}

function eventItem({ event }: EventNode, now: number): TreeItem {
  const label = event.subject === '' ? event.tool : event.subject
  const item = new TreeItem(label, TreeItemCollapsibleState.None)
  item.id = `event:${event.id}`
  item.description = `${event.tool} · ${ago(event.time, now)}`
  item.iconPath = eventIcon(event)
  item.contextValue = contextOf(event)
  item.tooltip = eventTooltip(event)
  item.command = { command: 'rehearsal.openRule', title: 'Open Rule', arguments: [{ kind: 'event', event }] }
  const reviewed = event.review === null ? [] : [reviewWords[event.review]]
  item.accessibilityInformation = {
    label: [`${event.tool} ${event.subject}`, whatBecame(event), ...reviewed, ago(event.time, now)].join(', '),
  }
  return item
}

/** Which entries an event's menu has: words that the manifest's `when` clauses look for. */
function contextOf({ foreign, review, cliCall, dryRun }: LogEvent): string {
  const words = ['shadowEvent', foreign ? 'foreign' : 'own', dryRun ? 'dry' : 'live']
  if (cliCall !== '') words.push('call')
  if (review !== null) words.push(review)
  return words.join(' ')
}

/** What a person said of it, else its effect: amber while it only would have been, plain once it was applied. */
function eventIcon({ review, effect, dryRun }: LogEvent): ThemeIcon {
  const colour = dryRun ? shadow : undefined
  return new ThemeIcon(review === null ? effectIconId(effect) : reviewIcons[review], colour)
}

function eventTooltip(event: LogEvent): MarkdownString {
  const text = new MarkdownString(`**${asMarkdown(whatBecame(event))}**\n\n${asMarkdown(event.reason)}\n\n`)
  text.appendCodeblock(event.subject === '' ? event.tool : `${event.tool} ${event.subject}`, 'text')
  const facts = [
    ['Rule', event.rule ?? nameless.rule],
    ['Verdict', event.verdict],
    ['Policy', event.policy],
    ['Agent', event.agent],
    ['Run', event.session],
    ['Time', localTime(event.time)],
    ['Event', String(event.seq)],
    ['Review', event.review === null ? 'not reviewed' : reviewWords[event.review]],
  ] as const
  const told = facts.filter(([, value]) => value !== '')
  return text.appendMarkdown(`\n${told.map(([name, value]) => `${name}: ${asMarkdown(value)}`).join('  \n')}`)
}

function moreItem({ of }: MoreNode): TreeItem {
  const item = new TreeItem('Show more', TreeItemCollapsibleState.None)
  item.id = `more:${of?.id ?? ''}`
  item.iconPath = new ThemeIcon('ellipsis')
  item.command = { command: 'rehearsal.showMoreEvents', title: 'Show More', arguments: [{ kind: 'more', of }] }
  return item
}

const amount = (count: number) => count.toLocaleString('en')

function localTime(time: string): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? time : date.toLocaleString()
}
