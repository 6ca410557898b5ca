import type { Summary } from '../../server/protocol/events.ts'
import type { PolicyInfo } from '../../server/protocol.ts'
import { ago } from '../text/ago.ts'
import { liveMode } from '../views/liveWords.ts'
import { escapeHtml } from './escape.ts'
import { picture } from './picture.ts'

/** A policy of the workspace with what the log says of it. */
export interface Card {
  readonly info: PolicyInfo
  readonly summary: Summary
}

/** So many cards are drawn; further policies are counted. */
export const mostCards = 30

export const windowChoices: readonly { readonly hours: number; readonly label: string }[] = [
  { hours: 1, label: 'Last hour' },
  { hours: 24, label: 'Last 24 hours' },
  { hours: 24 * 7, label: 'Last 7 days' },
  { hours: 24 * 30, label: 'Last 30 days' },
]

/** The whole view below its head: a card per policy, or a sentence where there is none. `now` in ms. */
export function cardsHtml(cards: readonly Card[], windowHours: number, now: number): string {
  const state = cards[0]?.summary.state
  if (cards.length === 0) return sentence('There is no policy for AI agents in this folder.')
  const wrong = state !== undefined && (state.kind === 'damaged' || state.kind === 'unreadable')
  const note = wrong
    ? sentence(state.message)
    : state?.kind === 'absent'
      ? sentence('Nothing has been recorded for this folder yet.')
      : ''
  const rest = cards.length - mostCards
  const more = rest > 0 ? sentence(`${rest} more policies stand in the Policies view.`) : ''
  const shown = cards.slice(0, mostCards).map((card, index) => cardHtml(card, index, now))
  return `${note}${windowHtml(windowHours)}${shown.join('')}${more}`
}

const sentence = (text: string) => `<p class="note" role="status">${escapeHtml(text)}</p>`

function windowHtml(windowHours: number): string {
  const options = windowChoices.map(({ hours, label }) => {
    return `<option value="${hours}"${hours === windowHours ? ' selected' : ''}>${label}</option>`
  })
  return `<label class="window">Window <select id="window">${options.join('')}</select></label>`
}

const modes = { observe: 'Observing', enforce: 'Live', disabled: 'Disabled' } as const

/** What of a policy's mode is in force: nothing where no hook uses it and no other session was judged by it. */
function standing({ info, summary }: Card): { readonly word: string; readonly colour: string; readonly text: string } {
  const { live } = info
  const mode = liveMode(info)
  if (info.doesNotLoad) return { word: 'Broken', colour: 'disabled', text: 'It does not load, so it judges nothing.' }
  if (live?.hook === 'off') {
    const text =
      'The hooks that use it are switched off in the settings of their agents, so nothing is judged or blocked.'
    return { word: 'Hooks off', colour: 'disabled', text }
  }
  if (live?.hook === 'none' && mode !== 'disabled') return unused(mode, summary.decisions)
  const text = live?.byHook ? byHook[mode] : modeSentences[mode]
  return { word: modes[mode], colour: mode, text }
}

function unused(mode: 'observe' | 'enforce', decisions: number) {
  const rest =
    mode === 'enforce'
      ? 'what it denies is blocked only in sessions that rehearsal run, the MCP proxy or the SDK start.'
      : 'it observes only sessions that rehearsal run, the MCP proxy or the SDK start.'
  const text = `No installed hook uses it: ${rest}`
  return decisions === 0 ? { word: 'No hook', colour: 'disabled', text } : { word: modes[mode], colour: mode, text }
}

const modeSentences = {
  observe: 'What it would have done; nothing is blocked.',
  enforce: 'What it denies is blocked. Counted here is what it would have done while it observed.',
  disabled: 'Nothing is judged.',
} as const
const byHook = {
  observe: 'What it would have done; nothing is blocked, since its hook only observes, whatever the file says.',
  enforce: 'What it denies is blocked, since its hook enforces, whatever the file says.',
  disabled: 'Its hook judges nothing, whatever the file says.',
} as const

function cardHtml(card: Card, index: number, now: number): string {
  const { info, summary } = card
  const title = `card-${index}`
  const last = summary.lastShadowEvent === '' ? '' : `, last shadow event ${ago(summary.lastShadowEvent, now)}`
  const judged = `${amount(summary.decisions)} ${summary.decisions === 1 ? 'decision' : 'decisions'}${last}`
  const { word, colour, text } = standing(card)
  return `<article class="card ${colour}" aria-labelledby="${title}">
<header><h2 id="${title}">${escapeHtml(info.name)}</h2><span class="mode">${word}</span></header>
<p class="about">${escapeHtml(info.dialect)} · ${judged}. ${text}</p>
${figures(summary)}
${topRule(card, index)}
${reviewed(summary)}
${buttons(info, index)}
</article>`
}

function figures(summary: Summary): string {
  const { wouldDeny, wouldRedact, wouldRequireApproval, wouldWarn, over, by } = summary
  const rows: readonly (readonly [name: string, effect: string, count: number])[] = [
    ['Would-be denies', 'deny', wouldDeny],
    ['Would-be redactions', 'redact', wouldRedact],
    ['Would-be pending approvals', 'require_approval', wouldRequireApproval],
    ...(wouldWarn > 0 ? [['Would-be warnings', 'warn', wouldWarn] as const] : []),
  ]
  const drawn = rows.map(([name, effect, count]) => {
    const image = picture(over, by, effect, `${name} per ${by}`)
    return `<div class="figure"><dt>${name}</dt><dd><span class="count">${amount(count)}</span>${image}</dd></div>`
  })
  return `<dl>${drawn.join('')}</dl>`
}

function topRule({ info, summary: { topRule: top, decisions } }: Card, index: number): string {
  if (top === null) {
    const none = liveMode(info) === 'enforce' ? 'It has no shadow event' : 'No rule would have stopped a call'
    return `<p class="top">${decisions === 0 ? 'It has judged no call' : none} in this window.</p>`
  }
  const times = `${amount(top.count)} ${top.count === 1 ? 'time' : 'times'}`
  return `<p class="top">Top matched rule: <button type="button" class="link" id="rule-${index}" data-action="rule" data-card="${index}">${escapeHtml(top.rule)}</button>, ${times}</p>`
}

function reviewed({ truePositives, falsePositives }: Summary): string {
  if (truePositives + falsePositives === 0) return ''
  return `<p class="reviewed">Reviewed: ${amount(truePositives)} right, ${amount(falsePositives)} false positives</p>`
}

function buttons(info: PolicyInfo, index: number): string {
  const button = (action: string, label: string, more = '') =>
    `<button type="button"${more} id="${action}-${index}" data-action="${action}" data-card="${index}" aria-describedby="card-${index}">${label}</button>`
  const live =
    info.mode === 'enforce' || !info.flips.includes('enforce')
      ? ''
      : button('enable', 'Enable live', ' class="primary"')
  return `<div class="buttons">${button('events', 'View all events')}${button('csv', 'Export CSV')}${live}</div>`
}

const amount = (count: number) => count.toLocaleString('en')
