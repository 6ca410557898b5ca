import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import type { ShadowEvent } from '../../server/protocol.ts'
import { ago } from '../text/ago.ts'
import { counted } from '../text/plain.ts'
import type { EventNode, MoreNode, PolicyNode, RuleNode, ShadowNode } from './shadowNodes.ts'

const shadow = new ThemeColor('rehearsal.shadowForeground')

const effectIcons: Readonly<Record<string, string>> = {
  deny: 'circle-slash',
  require_approval: 'question',
  redact: 'eye-closed',
  warn: 'warning',
  error: 'error',
}

/** What enforcement would have done, in words. */
const wouldHave: Readonly<Record<string, string>> = {
  deny: 'Would have been denied',
  require_approval: 'Would have waited for approval',
  redact: 'Would have been redacted',
  warn: 'Would have been warned about',
  error: 'Could not be decided',
}

/** A row as VS Code draws it; `now` in milliseconds. */
export function shadowItem(node: ShadowNode, now: number): TreeItem {
  if (node.kind === 'policy') return policyItem(node, now)
  if (node.kind === 'rule') return ruleItem(node, now)
  if (node.kind === 'event') return eventItem(node, now)
  return moreItem(node)
}

function policyItem(node: PolicyNode, now: number): TreeItem {
  const item = new TreeItem(node.name, TreeItemCollapsibleState.Expanded)
  item.id = node.id
  item.description = `${node.count} · ${ago(node.lastSeen, now)}`
  item.iconPath = new ThemeIcon('law')
  item.contextValue = 'shadowPolicy'
  item.tooltip = new MarkdownString().appendText(
    `${node.name} (${node.dialect})\n${node.policyFile}\n${counted(node.count, 'shadow event')}, last ${ago(node.lastSeen, now)}`,
  )
  item.accessibilityInformation = { label: `${node.name}, ${node.dialect}, ${counted(node.count, 'shadow event')}` }
  return item
}

function ruleItem(node: RuleNode, now: number): TreeItem {
  const label = node.rule ?? 'no rule matched'
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed)
  item.id = node.id
  item.description = `${node.count} · ${ago(node.lastSeen, now)}`
  item.iconPath = new ThemeIcon(effectIcons[node.effect] ?? 'circle-outline', shadow)
  item.contextValue = 'shadowRule'
  const words = `${wouldHave[node.effect] ?? node.effect}: ${counted(node.count, 'call')}`
  item.tooltip = new MarkdownString().appendText(`${label}\n${words}, last ${localTime(node.lastSeen)}`)
  item.accessibilityInformation = { label: `${label}, ${words}, last ${ago(node.lastSeen, now)}` }
  return item
}

function eventItem({ event }: EventNode, now: number): TreeItem {
  const label = event.subject === '' ? event.tool : event.subject
  const item = new TreeItem(label, TreeItemCollapsibleState.None)
  item.id = `event:${event.id}`
  item.description = `${event.tool} · ${ago(event.time, now)}`
  item.iconPath = new ThemeIcon(effectIcons[event.effect] ?? 'circle-outline', shadow)
  item.contextValue = 'shadowEvent'
  item.tooltip = eventTooltip(event)
  item.command = { command: 'rehearsal.openRule', title: 'Open Rule', arguments: [{ kind: 'event', event }] }
  item.accessibilityInformation = {
    label: `${event.tool} ${event.subject}, ${wouldHave[event.effect] ?? event.effect}, ${ago(event.time, now)}`,
  }
  return item
}

function eventTooltip(event: ShadowEvent): MarkdownString {
  const text = new MarkdownString('', true)
  text
    .appendMarkdown('$(eye) **')
    .appendText(`${wouldHave[event.effect] ?? event.effect}`)
    .appendMarkdown('**\n\n')
  if (event.reason !== '') text.appendText(event.reason).appendMarkdown('\n\n')
  text.appendCodeblock(event.subject === '' ? event.tool : `${event.tool} ${event.subject}`, 'text')
  const facts = [
    ['Rule', event.rule ?? 'no rule matched'],
    ['Verdict', event.verdict],
    ['Agent', event.agent],
    ['Time', localTime(event.time)],
    ['Event', String(event.seq)],
  ] as const
  for (const [name, value] of facts) text.appendMarkdown(`\n${name}: `).appendText(value).appendMarkdown('  ')
  return text
}

function moreItem({ of }: MoreNode): TreeItem {
  const item = new TreeItem('Show more', TreeItemCollapsibleState.None)
  item.id = `more:${of.id}`
  item.iconPath = new ThemeIcon('ellipsis')
  item.command = { command: 'rehearsal.showMoreEvents', title: 'Show More', arguments: [{ kind: 'more', of }] }
  return item
}

function localTime(time: string): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? time : date.toLocaleString()
}
