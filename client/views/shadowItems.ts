import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import type { ShadowEvent } from '../../server/protocol.ts'
import { ago } from '../text/ago.ts'
import { asMarkdown } from '../text/markdown.ts'
import { counted } from '../text/plain.ts'
import { effectIconId, wouldHave } from './effect.ts'
import type { EventNode, MoreNode, PolicyNode, RuleNode, ShadowNode } from './shadowNodes.ts'

const shadow = new ThemeColor('rehearsal.shadowForeground')

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
  item.tooltip = new MarkdownString(
    asMarkdown(
      `${node.name} (${node.dialect})\n${node.policyFile}\n${counted(node.count, 'shadow event')}, last ${ago(node.lastSeen, now)}`,
    ),
  )
  item.accessibilityInformation = { label: `${node.name}, ${node.dialect}, ${counted(node.count, 'shadow event')}` }
  return item
}

function ruleItem(node: RuleNode, now: number): TreeItem {
  const label = node.rule ?? 'no rule matched'
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed)
  item.id = node.id
  item.description = `${node.count} · ${ago(node.lastSeen, now)}`
  item.iconPath = new ThemeIcon(effectIconId(node.effect), shadow)
  item.contextValue = 'shadowRule'
  const words = `${wouldHave(node.effect)}: ${counted(node.count, 'call')}`
  item.tooltip = new MarkdownString(asMarkdown(`${label}\n${words}, last ${localTime(node.lastSeen)}`))
  item.accessibilityInformation = { label: `${label}, ${words}, last ${ago(node.lastSeen, now)}` }
  return item
}

function eventItem({ event }: EventNode, now: number): TreeItem {
  const label = event.subject === '' ? event.tool : event.subject
  const item = new TreeItem(label, TreeItemCollapsibleState.None)
  item.id = `event:${event.id}`
  item.description = `${event.tool} · ${ago(event.time, now)}`
  item.iconPath = new ThemeIcon(effectIconId(event.effect), shadow)
  item.contextValue = 'shadowEvent'
  item.tooltip = eventTooltip(event)
  item.command = { command: 'rehearsal.openRule', title: 'Open Rule', arguments: [{ kind: 'event', event }] }
  item.accessibilityInformation = {
    label: `${event.tool} ${event.subject}, ${wouldHave(event.effect)}, ${ago(event.time, now)}`,
  }
  return item
}

function eventTooltip(event: ShadowEvent): MarkdownString {
  const text = new MarkdownString(`**${asMarkdown(wouldHave(event.effect))}**\n\n${asMarkdown(event.reason)}\n\n`)
  text.appendCodeblock(event.subject === '' ? event.tool : `${event.tool} ${event.subject}`, 'text')
  const facts = [
    ['Rule', event.rule ?? 'no rule matched'],
    ['Verdict', event.verdict],
    ['Agent', event.agent],
    ['Time', localTime(event.time)],
    ['Event', String(event.seq)],
  ] as const
  return text.appendMarkdown(`\n${facts.map(([name, value]) => `${name}: ${asMarkdown(value)}`).join('  \n')}`)
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
