import { execute, ordinarySpaces, type Session } from './session.ts'
import { until } from './until.ts'

/** A place in the open document: lines and columns count from 0. */
export interface Place {
  readonly line: number
  readonly start: number
  readonly end: number
}

/** Opens a file in the editor by its absolute path and waits until its text is drawn. */
export async function openFile(session: Session, path: string): Promise<void> {
  const lines = await session.inHost(async (vscode, file: string) => {
    const document = await vscode.workspace.openTextDocument(file)
    await vscode.window.showTextDocument(document, { preview: false })
    return document.lineCount
  }, path)
  const name = path.split('/').at(-1) ?? path
  await until(`${name} in the editor`, async () => {
    const tab = await session.page.locator(`.tab.active[data-resource-name="${name}"]`).count()
    const drawn = await session.page.locator('.editor-instance .view-line').count()
    return tab > 0 && drawn > 0 ? { found: undefined } : { seen: `${tab} tabs, ${drawn} of ${lines} lines` }
  })
}

/** Text of the document in the active editor, saved or not. */
export function documentText({ inHost }: Session): Promise<string> {
  return inHost((vscode) => vscode.window.activeTextEditor?.document.getText() ?? '', null)
}

/**
 * Selects a word in the first line that holds `lineText` (all of `lineText` when no word is given), scrolls it into
 * view and gives the editor the focus.
 */
export async function select(session: Session, lineText: string, word = lineText): Promise<Place> {
  const place = await until(`a line with ${lineText}`, async () => {
    const lines = (await documentText(session)).split(/\r?\n/)
    const line = lines.findIndex((text) => text.includes(lineText))
    const start = (lines[line] ?? '').indexOf(word, (lines[line] ?? '').indexOf(lineText))
    return start < 0 ? { seen: lines.join('\n') } : { found: { line, start, end: start + word.length } }
  })
  await selectPlace(session, place)
  return place
}

async function selectPlace(session: Session, place: Place): Promise<void> {
  await session.inHost(async (vscode, { line, start, end }: Place) => {
    const editor = vscode.window.activeTextEditor
    if (editor === undefined) throw new Error('no editor is open')
    const selection = new vscode.Selection(line, start, line, end)
    await vscode.window.showTextDocument(editor.document, { selection, preview: false })
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport)
    return null
  }, place)
  const { line, end } = place
  await until(`line ${line + 1} on screen with the cursor in it`, async () => {
    const focused = await session.page.evaluate(
      'document.activeElement?.closest(".editor-group-container.active .editor-instance") != null',
    )
    if (focused !== true) {
      await execute(session, 'workbench.action.focusActiveEditorGroup')
      return { seen: 'the focus elsewhere' }
    }
    const bar = (await session.page.locator('[id="status.editor.selection"]').textContent({ timeout: 1000 })) ?? ''
    return bar.startsWith(`Ln ${line + 1}, Col ${end + 1}`) ? { found: undefined } : { seen: bar }
  })
}

/** Types a text right behind `lineText`, as a person would, and waits until the document holds it. */
export async function typeAt(session: Session, lineText: string, text: string): Promise<void> {
  const { line, end } = await select(session, lineText)
  await selectPlace(session, { line, start: end, end })
  await type(session, text)
}

/** Selects a word in the line with `lineText` and types another in its place. */
export async function typeOver(session: Session, lineText: string, word: string, text: string): Promise<void> {
  await select(session, lineText, word)
  await type(session, text)
}

async function type(session: Session, text: string): Promise<void> {
  const before = await documentText(session)
  await session.page.keyboard.type(text)
  await until(`${JSON.stringify(text)} in the document`, async () => {
    const now = await documentText(session)
    return now !== before && now.includes(text) ? { found: undefined } : { seen: now }
  })
}

/** Saves the active editor with the keyboard and waits until it is not dirty. */
export async function save(session: Session): Promise<void> {
  await execute(session, 'workbench.action.focusActiveEditorGroup')
  await session.page.keyboard.press('Control+S')
  await until('the document to be saved', async () => {
    const dirty = await session.inHost((vscode) => vscode.window.activeTextEditor?.document.isDirty ?? true, null)
    return dirty ? { seen: 'a document with unsaved changes' } : { found: undefined }
  })
}

const DECORATIONS = `(number) => {
  const top = (element) => Math.round(element.getBoundingClientRect().top)
  const editor = document.querySelector('.editor-group-container.active .editor-instance')
  const margin = [...editor.querySelectorAll('.line-numbers')].find((element) => element.innerText === String(number))
  if (!margin) return null
  const line = [...editor.querySelectorAll('.view-line')].find((element) => top(element) === top(margin))
  if (!line) return null
  const drawn = ['::before', '::after'].flatMap((part) =>
    [...line.querySelectorAll('span')].map((span) => getComputedStyle(span, part).content))
  return { text: line.textContent, drawn: drawn.filter((content) => /^"./.test(content)).map((content) => JSON.parse(content)) }
}`

/**
 * Texts that are drawn in a line without being in the document: decorations before and behind it, then whatever
 * stands behind the document's own text (inlay hints, test messages). The line is a number from 1 or a part of its text.
 */
export async function lineDecorations(session: Session, line: number | string): Promise<string[]> {
  const place = typeof line === 'string' ? await select(session, line) : { line: line - 1, start: 0, end: 0 }
  await selectPlace(session, { ...place, start: place.end })
  const own = (await documentText(session)).split(/\r?\n/)[place.line] ?? ''
  return until(`line ${place.line + 1} to be drawn`, async () => {
    const seen = (await session.page.evaluate(`(${DECORATIONS})(${place.line + 1})`)) as {
      text: string
      drawn: string[]
    } | null
    if (seen === null) return { seen: 'no such line on screen' }
    const text = ordinarySpaces(seen.text)
    const behind = text.startsWith(own) ? text.slice(own.length).trim() : ''
    return { found: [...seen.drawn.map(ordinarySpaces), ...(behind === '' ? [] : [behind])] }
  })
}
