import type { Fix, Problem } from '../evaluator/problem.ts'
import type { Node } from '../evaluator/yaml/node.ts'
import { documentRoot } from './documentRoot.ts'
import type { PolicyDocument } from './policyDocument.ts'

/** The comments that would silence a problem: for its line where a comment can stand above it, and for the document. None in JSON. */
export function silencers(document: PolicyDocument, { code, range }: Problem): readonly Fix[] {
  const { text, path } = document
  if (/\.jsonc?$/.test(path) || /^\ufeff?\s*[[{]/.test(text)) return []
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const top = text.startsWith('\ufeff') ? 1 : 0
  const line = Math.max(top, text.lastIndexOf('\n', range.start - 1) + 1)
  const indent = /^[ \t]*/.exec(text.slice(line, range.start))?.[0] ?? ''
  const comment = `# rehearsal-disable-next-line ${code}`
  const whole = insertion(`Silence \`${code}\` in this document`, top, `# rehearsal-disable-file ${code}${newline}`)
  if (isInText(documentRoot(document), line)) return [whole]
  return [insertion(`Silence \`${code}\` on this line`, line, `${indent}${comment}${newline}`), whole]
}

/** Whether a new line at `offset` would become part of a text that goes over several lines. */
function isInText(root: Node | null, offset: number): boolean {
  const waiting: Node[] = root ? [root] : []
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.range.start >= offset || node.range.end <= offset) continue
    if (node.kind === 'scalar') return true
    const children = node.kind === 'list' ? node.items : node.entries.flatMap(({ key, value }) => [key, value])
    for (const child of children) waiting.push(child)
  }
  return false
}

function insertion(title: string, at: number, newText: string): Fix {
  return { title, edits: [{ range: { start: at, end: at }, newText }], changesDecisions: false }
}
