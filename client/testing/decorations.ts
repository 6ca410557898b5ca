import {
  type DecorationOptions,
  type Disposable,
  MarkdownString,
  type TestItem,
  type TextDocumentChangeEvent,
  type TextEditor,
  ThemeColor,
  window,
  workspace,
} from 'vscode'
import type { TestResult } from '../../server/protocol.ts'
import { leavesOf, lineEndOf, rootOf } from './items.ts'

interface Shown {
  readonly result: TestResult
  /** The document was edited since: the verdict may be another one now. */
  readonly outdated: boolean
}

/** The verdicts behind the lines of cases that were run. */
export interface ResultDecorations extends Disposable {
  /** New results, all of one document. */
  show(results: readonly (readonly [TestItem, TestResult])[]): void
  /** The document's cases as they are now: what is drawn moves with them, what is gone is cleared. */
  sync(uri: string, cases: readonly TestItem[]): void
}

/** Draws a passed result behind its line; a failed one is drawn by the Testing view, here it only gets its hover. */
export function resultDecorations(): ResultDecorations {
  const fresh = window.createTextEditorDecorationType(behindLine('rehearsal.passedForeground'))
  const outdated = window.createTextEditorDecorationType(behindLine('editorCodeLens.foreground'))
  const results = new Map<string, Map<string, Shown>>()
  const items = new Map<string, readonly TestItem[]>()

  function draw(editor: TextEditor): void {
    const uri = editor.document.uri.toString()
    const known = results.get(uri)
    if (known === undefined) return
    const drawn = (items.get(uri) ?? []).flatMap((item) => {
      const shown = known.get(item.id)
      return shown ? [{ old: shown.outdated, options: optionsFor(item, shown) }] : []
    })
    editor.setDecorations(
      fresh,
      drawn.filter(({ old }) => !old).map(({ options }) => options),
    )
    editor.setDecorations(
      outdated,
      drawn.filter(({ old }) => old).map(({ options }) => options),
    )
  }

  const drawAll = (uri: string) => {
    for (const editor of window.visibleTextEditors) if (editor.document.uri.toString() === uri) draw(editor)
  }

  function onEdit({ document, contentChanges }: TextDocumentChangeEvent): void {
    const uri = document.uri.toString()
    const known = results.get(uri)
    if (known === undefined || contentChanges.length === 0) return
    for (const item of items.get(uri) ?? []) {
      const shown = known.get(item.id)
      if (shown === undefined) continue
      const touched = contentChanges.some(({ range }) => item.range?.intersection(range) !== undefined)
      if (touched) known.delete(item.id)
      else known.set(item.id, { ...shown, outdated: true })
    }
    drawAll(uri)
  }

  const parts: Disposable[] = [
    fresh,
    outdated,
    window.onDidChangeVisibleTextEditors((editors) => editors.forEach(draw)),
    workspace.onDidChangeTextDocument(onEdit),
  ]

  return {
    show(news) {
      const item = news[0]?.[0]
      const uri = item?.uri?.toString()
      if (item === undefined || uri === undefined) return
      const known = results.get(uri) ?? new Map<string, Shown>()
      results.set(uri, known)
      for (const [{ id }, result] of news) known.set(id, { result, outdated: false })
      items.set(uri, leavesOf(rootOf(item)))
      drawAll(uri)
    },
    sync(uri, cases) {
      const known = results.get(uri)
      if (known === undefined) return
      items.set(uri, cases)
      const present = new Set(cases.map(({ id }) => id))
      for (const id of known.keys()) if (!present.has(id)) known.delete(id)
      drawAll(uri)
    },
    dispose() {
      for (const part of parts) part.dispose()
    },
  }
}

function behindLine(colour: string) {
  return { after: { margin: '0 0 0 2em', color: new ThemeColor(colour) } }
}

function optionsFor(item: TestItem, { result, outdated }: Shown): DecorationOptions {
  const hoverMessage = new MarkdownString(outdated ? '_Judged before the last edit of this file._\n\n' : '')
  hoverMessage.supportThemeIcons = true
  hoverMessage.appendMarkdown(result.trace)
  const contentText = result.outcome === 'passed' ? `✓ ${result.summary}` : ''
  return { range: lineEndOf(item), hoverMessage, renderOptions: { after: { contentText } } }
}
