import { Range, TextEdit, Uri, window, workspace } from 'vscode'
import type { Edit, TextRange } from '../server/protocol.ts'

export function rangeOf({ start, end }: TextRange): Range {
  return new Range(start.line, start.character, end.line, end.character)
}

export function textEditOf({ range, newText }: Edit): TextEdit {
  return new TextEdit(rangeOf(range), newText)
}

/** One spelling for one document, whoever wrote the URI. */
export function uriKey(uri: string): string {
  return Uri.parse(uri).toString()
}

/** Opens a file at a place, the way a click in a list does. */
export async function reveal(uri: Uri, range: TextRange): Promise<void> {
  const document = await workspace.openTextDocument(uri)
  const place = rangeOf(range)
  await window.showTextDocument(document, { selection: new Range(place.start, place.start) })
}
