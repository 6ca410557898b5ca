import type { Session } from './session.ts'
import { until } from './until.ts'

/** One row of a tree as it is drawn. */
export interface DrawnRow {
  readonly index: number
  readonly last: boolean
  readonly level: number
  readonly expanded: boolean | null
  /** What a screen reader says. */
  readonly spoken: string
  /** Text of each part that was asked for, null when the row has no such part. */
  readonly parts: Record<string, string | null>
}

/** A virtualised list: where it stands in the page, and the parts of its rows that are read. */
export interface List {
  readonly selector: string
  readonly parts: Record<string, string>
}

const READ = `([list, parts]) => [...document.querySelectorAll(list + ' .monaco-list-row:not(.monaco-tree-sticky-row)')].map((row) => ({
  index: Number(row.dataset.index),
  last: row.dataset.lastElement === 'true',
  level: Number(row.getAttribute('aria-level')),
  expanded: row.hasAttribute('aria-expanded') ? row.getAttribute('aria-expanded') === 'true' : null,
  spoken: row.getAttribute('aria-label') ?? '',
  parts: Object.fromEntries(Object.entries(parts).map(([name, selector]) =>
    [name, row.querySelector(selector)?.innerText.replaceAll('\\u00a0', ' ') ?? null])),
}))`

/** Lists read the older wheel field, of which 120 is one notch, and scroll 50 pixels a notch. */
const SCROLL = `([list, pixels]) => {
  const wheel = { wheelDeltaY: (-pixels * 120) / 50, bubbles: true, cancelable: true }
  document.querySelector(list + ' .monaco-scrollable-element')?.dispatchEvent(new WheelEvent('wheel', wheel))
}`

/** Pixels by which a row sticks out of its list: negative above, positive below, 0 when all of it is seen. */
const OUTSIDE = `([list, row]) => {
  const [outer, inner] = [list, row].map((selector) => document.querySelector(selector)?.getBoundingClientRect())
  if (!outer || !inner) return null
  return Math.min(0, inner.top - outer.top) || Math.max(0, inner.bottom - outer.bottom)
}`

/** The rows that are drawn now. */
async function drawnRows({ page }: Session, { selector, parts }: List): Promise<DrawnRow[]> {
  const rows = (await page.evaluate(`(${READ})(${JSON.stringify([selector, parts])})`)) as DrawnRow[]
  return rows.sort((left, right) => left.index - right.index)
}

const scroll = ({ page }: Session, { selector }: List, pixels: number) =>
  page.evaluate(`(${SCROLL})(${JSON.stringify([selector, pixels])})`)

/** Selector of a row that is drawn. */
const rowSelector = ({ selector }: List, { index }: DrawnRow) =>
  `${selector} .monaco-list-row[data-index="${index}"]:not(.monaco-tree-sticky-row)`

/**
 * Reads a list from its first to its last row by scrolling, since only what is on screen exists in the page; stops
 * at the first row that is `enough`. Focus and selection stay: moving them opens things in some views. A list that
 * changes meanwhile is read again.
 */
export function walkRows(session: Session, list: List, enough?: (row: DrawnRow) => boolean): Promise<DrawnRow[]> {
  let step = 160
  return until(`all rows of ${list.selector}`, async () => {
    const rows = await walkOnce(session, list, step, enough ?? (() => false))
    if (rows.every((row, index) => row.index === index)) return { found: rows }
    step = Math.max(20, step / 2)
    return { seen: 'rows that move away' }
  })
}

async function walkOnce(
  session: Session,
  list: List,
  step: number,
  enough: (row: DrawnRow) => boolean,
): Promise<DrawnRow[]> {
  const found = new Map<number, DrawnRow>()
  let rows = await drawnRows(session, list)
  while (rows.length > 0 && rows[0]?.index !== 0) rows = await scrolled(session, list, -100_000, rows)
  for (;;) {
    for (const row of rows) {
      found.set(row.index, row)
      if (enough(row)) return inOrder(found)
    }
    if (rows.length === 0 || rows.at(-1)?.last === true) return inOrder(found)
    rows = await scrolled(session, list, step, rows)
  }
}

const inOrder = (rows: Map<number, DrawnRow>) => [...rows.values()].sort((left, right) => left.index - right.index)

function scrolled(session: Session, list: List, pixels: number, before: DrawnRow[]): Promise<DrawnRow[]> {
  const edges = (rows: DrawnRow[]) => `rows ${rows[0]?.index} to ${rows.at(-1)?.index}`
  return until(
    `${list.selector} to scroll`,
    async () => {
      await scroll(session, list, pixels)
      const rows = await drawnRows(session, list)
      return edges(rows) === edges(before) ? { seen: edges(rows) } : { found: rows }
    },
    3000,
  )
}

/** Scrolls until a row that is drawn is seen whole; returns its selector. */
export async function bringIntoView(session: Session, list: List, row: DrawnRow): Promise<string> {
  const selector = rowSelector(list, row)
  await until(`${row.spoken} in view`, async () => {
    const outside = await session.page.evaluate(`(${OUTSIDE})(${JSON.stringify([list.selector, selector])})`)
    if (typeof outside !== 'number') return { seen: 'no such row' }
    if (outside === 0) return { found: undefined }
    await scroll(session, list, Math.sign(outside) * Math.max(10, Math.abs(outside)))
    return { seen: `${outside} px outside` }
  })
  return selector
}
