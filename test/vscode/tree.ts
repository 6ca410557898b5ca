import { QUICK, runCommand } from './dialogs.ts'
import { bringIntoView, type DrawnRow, type List, walkRows } from './rows.ts'
import { ordinarySpaces, type Session } from './session.ts'
import { until } from './until.ts'

/** A row of a sidebar view. */
export interface TreeRow {
  readonly label: string
  readonly description: string
  /** What a screen reader says. */
  readonly spoken: string
  /** From 1. */
  readonly level: number
  /** null when the row has nothing below it. */
  readonly expanded: boolean | null
}

/** One view of the sidebar, open and in front. */
export interface Tree {
  /** All rows, also those that must be scrolled to. */
  rows(): Promise<TreeRow[]>
  /** Waits for a row whose label and description contain the text. */
  row(text: string | RegExp, within?: number): Promise<TreeRow>
  expand(text: string): Promise<void>
  click(text: string): Promise<void>
  /** What the view says while it has no rows. */
  welcome(): Promise<string>
}

/** Opens a sidebar view by its title. */
export async function tree(session: Session, title: string): Promise<Tree> {
  const pane = await openView(session, title)
  const list = listIn(pane)
  const click = async (text: string, part: string) => {
    const selector = await bringIntoView(session, list, await findRow(session, list, text))
    await session.page.locator(selector + part).click()
  }
  return {
    rows: async () => (await walkRows(session, list)).map(asTreeRow),
    row: async (text, within) => asTreeRow(await findRow(session, list, text, within)),
    async expand(text) {
      if ((await findRow(session, list, text)).expanded !== false) return
      await click(text, ' .monaco-tl-twistie')
      await until(`${text} to open`, async () => {
        const { expanded } = await findRow(session, list, text)
        return expanded === true ? { found: undefined } : { seen: 'a closed row' }
      })
    },
    click: (text) => click(text, ''),
    welcome: async () =>
      ordinarySpaces((await session.page.locator(`${pane} .welcome-view-content`).allInnerTexts()).join('\n')).trim(),
  }
}

const listIn = (pane: string): List => ({
  selector: `${pane} .monaco-list`,
  parts: { label: '.label-name', description: '.label-description' },
})

/** Waits for the first row whose label and description hold this text; it is then drawn, though perhaps not whole. */
function findRow(session: Session, list: List, text: string | RegExp, within?: number): Promise<DrawnRow> {
  const look = async () => {
    const rows = await walkRows(session, list, (row) => shows(row, text))
    const row = rows.find((candidate) => shows(candidate, text))
    return row ? { found: row } : { seen: JSON.stringify(rows.map(({ parts }) => parts)) }
  }
  return until(`the row ${text}`, look, within)
}

/**
 * Presses a button of a view: of the row with this text, or of the view's title bar when `text` is null.
 * A row's button may stand in the row or in its context menu. A title's button that asks (`…`) is pressed until it does.
 */
export async function clickTreeAction(session: Session, title: string, text: string | null, action: string) {
  const { page } = session
  const pane = await openView(session, title)
  if (text === null) {
    await page.locator(`${pane} > .pane-body`).hover()
    const button = page.locator(`${pane} .pane-header ${named(action)}, .sidebar .composite.title ${named(action)}`)
    if (!action.endsWith('…')) return button.first().click()
    return until(`${action} to ask`, async () => {
      await button.first().click({ timeout: 3000 })
      await page.locator(QUICK).first().waitFor({ state: 'visible', timeout: 3000 })
      return { found: undefined }
    })
  }
  const list = listIn(pane)
  const row = await bringIntoView(session, list, await findRow(session, list, text))
  await page.locator(row).hover()
  const inline = page.locator(`${row} ${named(action)}`)
  if ((await inline.count()) > 0) return inline.first().click()
  await page.locator(row).click({ button: 'right' })
  await clickInMenu(session, action)
}

/** A menu takes no click in its first moments, so this clicks until it closes. */
async function clickInMenu({ page }: Session, action: string): Promise<void> {
  const entry = page.locator(`.monaco-menu-container ${named(action)}`).first()
  let clicked = false
  await until(`${action} in the row's menu`, async () => {
    if ((await entry.count()) === 0) {
      if (clicked) return { found: undefined }
      return { seen: JSON.stringify(await page.locator('.monaco-menu-container .action-label').allInnerTexts()) }
    }
    await entry.click({ timeout: 3000 })
    clicked = true
    return { seen: 'an open menu' }
  })
}

async function openView(session: Session, title: string): Promise<string> {
  // What stands beside the title is part of the name.
  const pane = `.pane:has(> .pane-header[aria-label^="${title}"])`
  const body = session.page.locator(`${pane} > .pane-body`)
  if ((await body.count()) === 0 || !(await body.first().isVisible())) {
    await runCommand(session, `Focus on ${title} View`)
    await until(`the view ${title}`, async () =>
      (await body.count()) > 0 && (await body.first().isVisible())
        ? { found: undefined }
        : { seen: JSON.stringify(await session.page.locator('.pane-header .title').allInnerTexts()) },
    )
  }
  return pane
}

const named = (action: string) => `:is([aria-label="${action}"], [aria-label^="${action} ("])`
const shows = ({ parts }: DrawnRow, text: string | RegExp) => {
  const words = `${parts.label ?? ''} ${parts.description ?? ''}`
  return typeof text === 'string' ? words.includes(text) : text.test(words)
}
const asTreeRow = ({ parts, spoken, level, expanded }: DrawnRow): TreeRow => ({
  label: parts.label ?? '',
  description: parts.description ?? '',
  spoken,
  level,
  expanded,
})
