import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cardsHtml } from '../../../client/summary/cards.ts'
import type { LivePolicy, ModeWord } from '../../../server/protocol.ts'
import { summaryOf } from '../../../server/summary.ts'

const now = Date.UTC(2026, 5, 11, 10, 30)
const state = { kind: 'ok', message: '', path: '/log' } as const
const nothing = summaryOf({ counts: [], points: [], reviews: [] }, { windowHours: 24, now, state })

/** The words of a card: its badge, its sentence, its top rule, its buttons. */
function cardOf(mode: ModeWord, live: LivePolicy | undefined, decisions = 0) {
  const info = {
    ...{ uri: 'file:///p.yaml', name: 'p', dialect: 'capfence', follows: '', reason: '', mode, rules: [] },
    ...{ errors: 0, testCases: 0, flips: mode === 'enforce' ? [] : (['enforce'] as const), ...(live && { live }) },
  }
  const html = cardsHtml([{ info, summary: { ...nothing, decisions } }], 24, now)
  const word = (pattern: RegExp) => pattern.exec(html)?.[1] ?? ''
  return {
    badge: word(/class="mode">([^<]*)</),
    said: word(/class="about">[^<]*?decisions?[^<]*?\. ([^<]*)</),
    top: word(/class="top">([^<]*)</),
    enable: html.includes('Enable live'),
  }
}

const used: LivePolicy = { hook: 'used', mode: 'enforce', byHook: false, candidate: false }

test('a card says that a policy blocks only where a hook that runs enforces it', () => {
  const live = cardOf('enforce', used, 3)
  assert.equal(live.badge, 'Live')
  assert.match(live.said, /^What it denies is blocked\./)
  assert.equal(live.top, 'It has no shadow event in this window.')

  const unused = cardOf('enforce', { ...used, hook: 'none' })
  assert.equal(unused.badge, 'No hook')
  assert.match(unused.said, /^No installed hook uses it: what it denies is blocked only in sessions that rehearsal run/)
  assert.equal(unused.top, 'It has judged no call in this window.')

  const off = cardOf('enforce', { ...used, hook: 'off' }, 3)
  assert.equal(off.badge, 'Hooks off')
  assert.match(off.said, /switched off .*nothing is judged or blocked\.$/)

  const observed = cardOf('enforce', { ...used, mode: 'observe', byHook: true }, 3)
  assert.equal(observed.badge, 'Observing')
  assert.match(observed.said, /nothing is blocked, since its hook only observes, whatever the file says\.$/)
  assert.equal(observed.top, 'No rule would have stopped a call in this window.')

  const forced = cardOf('observe', { ...used, byHook: true }, 3)
  assert.deepEqual([forced.badge, forced.enable], ['Live', true])
  assert.match(forced.said, /^What it denies is blocked, since its hook enforces/)
})

test('a policy that sessions were judged by without an installed hook keeps its mode, and says so', () => {
  const card = cardOf('observe', { ...used, hook: 'none', mode: 'observe' }, 40)
  assert.equal(card.badge, 'Observing')
  assert.match(card.said, /^No installed hook uses it: it observes only sessions that rehearsal run/)
  assert.equal(cardOf('observe', undefined).badge, 'Observing', 'a server that does not know says nothing')
})
