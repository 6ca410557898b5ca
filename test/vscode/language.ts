import { select } from './editor.ts'
import { execute, ordinarySpaces, type Session } from './session.ts'
import { type Look, until } from './until.ts'

/** Marks the wanted lens: its place among the others may be another one by the time of the click. */
const MARK_LENS = `([lineNumber, title]) => {
  const editor = document.querySelector('.editor-group-container.active .editor-instance')
  const margin = [...editor.querySelectorAll('.line-numbers')].find((element) => element.innerText === String(lineNumber))
  const top = margin?.getBoundingClientRect().top
  const links = [...editor.querySelectorAll('.codelens-decoration a')]
  for (const link of links) link.removeAttribute('data-wanted')
  const isHere = (link) => lineNumber === 0 || Math.abs(top - link.getBoundingClientRect().bottom) < 12
  const titleOf = (link) => link.innerText.replaceAll('\\u00a0', ' ')
  const wanted = links.find((link) => isHere(link) && titleOf(link).includes(title))
  wanted?.setAttribute('data-wanted', '')
  return { isMarked: wanted !== undefined, seen: links.map(titleOf) }
}`

/**
 * Clicks the lens with this text until what it brings shows; above the first line that holds `lineText` when given, else
 * the first one drawn. A busy workbench draws its lenses anew under the mouse, and such a click does nothing.
 */
export async function clickCodeLens<T>(
  session: Session,
  title: string,
  lineText: string | undefined,
  brings: () => Promise<Look<T>>,
): Promise<T> {
  const line = lineText === undefined ? 0 : (await select(session, lineText)).line + 1
  let pressed = false
  return until(`what the lens ${title}${lineText === undefined ? '' : ` above ${lineText}`} brings`, async () => {
    if (pressed) {
      const look = await brings()
      if ('found' in look) return look
    }
    const script = `(${MARK_LENS})(${JSON.stringify([line, title])})`
    const { isMarked, seen } = (await session.page.evaluate(script)) as { isMarked: boolean; seen: string[] }
    if (!isMarked) return { seen: `the lenses ${JSON.stringify(seen)}` }
    await session.page.locator('.codelens-decoration a[data-wanted]').click({ timeout: 3000 })
    pressed = true
    return { found: await until('it', brings, 5000) }
  })
}

/** Texts of the lenses that are drawn now, one string per line of lenses, top to bottom. */
export async function codeLenses({ page }: Session): Promise<string[]> {
  return (await page.locator('.editor-group-container.active .codelens-decoration').allInnerTexts()).map(ordinarySpaces)
}

const HOVER = '.monaco-resizable-hover .monaco-hover:not(.hidden)'

/** Text of the hover over a word in the line with `lineText`, once it has stopped growing. */
export async function hover(session: Session, lineText: string, word = lineText): Promise<string> {
  await closeHover(session)
  const { line, start } = await select(session, lineText, word)
  await session.inHost(
    (vscode, { line, start }) => {
      const editor = vscode.window.activeTextEditor
      if (editor) editor.selection = new vscode.Selection(line, start, line, start)
      return null
    },
    { line, start },
  )
  let last = ''
  let since = Number.NEGATIVE_INFINITY
  const text = await until(`a hover over ${word}`, async () => {
    if (last === '' && performance.now() - since > 2000) {
      await execute(session, 'editor.action.showHover')
      since = performance.now()
    }
    const now = (await session.page.locator(HOVER).allInnerTexts()).map(ordinarySpaces).join('\n').trim()
    if (now !== last) since = performance.now()
    last = now
    const settled = now !== '' && !now.includes('Loading...') && performance.now() - since > 400
    return settled ? { found: now } : { seen: now || 'no hover' }
  })
  await closeHover(session)
  return text
}

async function closeHover(session: Session): Promise<void> {
  await execute(session, 'editor.action.hideHover')
  await until('the hover to close', async () => {
    const open = await session.page.locator(HOVER).count()
    return open === 0 ? { found: undefined } : { seen: 'an open hover' }
  })
}

const FIX = '.action-widget .monaco-list-row.action'

/** Titles of the quick fixes and refactorings offered at a mistake in the line with `lineText`. */
export async function quickFixes(session: Session, lineText: string): Promise<string[]> {
  await openFixes(session, lineText)
  const titles = await until('the list of fixes', async () => {
    const rows = await session.page.locator(`${FIX} .title`).allInnerTexts()
    return rows.length > 0 ? { found: rows.map(ordinarySpaces) } : { seen: 'an empty list' }
  })
  await session.page.keyboard.press('Escape')
  return titles
}

/** Applies the quick fix with exactly this title to the line with `lineText`; waits until it is offered. */
export async function quickFix(session: Session, lineText: string, title: string): Promise<void> {
  await until(`the fix ${title}`, async () => {
    const offered = await quickFixes(session, lineText)
    return offered.includes(title) ? { found: undefined } : { seen: `the fixes ${JSON.stringify(offered)}` }
  })
  await openFixes(session, lineText)
  const rows = session.page.locator(`${FIX} .title`)
  const index = (await rows.allInnerTexts()).map(ordinarySpaces).indexOf(title)
  await session.page.locator(FIX).nth(index).click()
}

async function openFixes(session: Session, lineText: string): Promise<void> {
  const place = await select(session, lineText)
  await session.inHost((vscode, { line }) => {
    const editor = vscode.window.activeTextEditor
    if (editor === undefined) return null
    const here = vscode.languages.getDiagnostics(editor.document.uri).find(({ range }) => range.start.line === line)
    if (here) editor.selection = new vscode.Selection(here.range.start, here.range.start)
    return null
  }, place)
  let asked = 0
  await until('the list of fixes', async () => {
    const open = await session.page.locator(FIX).count()
    if (open > 0) return { found: undefined }
    // Asked while the mistake is still being computed, the editor answers once with nothing and opens no list.
    if (Date.now() - asked > 2_000) {
      asked = Date.now()
      await session.page.keyboard.press('Control+.')
    }
    return { seen: 'no list' }
  })
}

/** Labels of the first screenful of completions behind `lineText`. */
export async function completions(session: Session, lineText: string): Promise<string[]> {
  const { line, end } = await select(session, lineText)
  await session.inHost(
    (vscode, { line, end }) => {
      const editor = vscode.window.activeTextEditor
      if (editor) editor.selection = new vscode.Selection(line, end, line, end)
      return null
    },
    { line, end },
  )
  await execute(session, 'editor.action.triggerSuggest')
  const labels = await until(`completions behind ${lineText}`, async () => {
    const rows = session.page.locator('.suggest-widget.visible .monaco-list-row .label-name')
    const texts = (await rows.allInnerTexts()).map(ordinarySpaces)
    return texts.length > 0 ? { found: texts } : { seen: 'none' }
  })
  await session.page.keyboard.press('Escape')
  return labels
}
