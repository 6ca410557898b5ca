import { basename } from 'node:path'
import type { Refusal } from '../../evaluator/dialect.ts'
import { applyEdits, type TextEdit } from '../../evaluator/text.ts'
import { coreYaml } from '../../evaluator/yaml/core.ts'
import { childOf, type ListNode } from '../../evaluator/yaml/node.ts'
import { readYaml } from '../../evaluator/yaml/read.ts'
import { insertItem, lineBreak, type NewItem, quoted } from '../edits/yamlText.ts'
import { readTestFile } from '../tests/testFile.ts'

/** The test file that stands beside a policy: `NAME.test.yaml`. */
export function testFileBeside(policyFile: string): string {
  return policyFile.replace(/\.(ya?ml|jsonc?)$/i, '').concat('.test.yaml')
}

/** A new test file with these cases. */
export function newTestFile(policyFile: string, cases: readonly NewItem[]): string {
  const items = cases.map(({ lines }) => itemText(lines, '  ', '\n'))
  const name = basename(policyFile)
  return `policy: ${/^[\w.-]+$/.test(name) ? name : quoted(name)}\ncases:\n${items.join('\n')}`
}

/** The edits that put the cases behind those that there are; nothing else of the file changes. */
export function appendCases(text: string, cases: readonly NewItem[]): TextEdit[] | Refusal {
  const before = readTestFile(text)
  const list = childOf(readYaml(text, coreYaml).root, 'cases')
  if (before?.format !== 'rehearsal' || before.problems.length > 0 || list?.kind !== 'list') {
    return {
      code: 'test-file-broken',
      message: 'The test file cannot be read; mend it first, then cases can be added.',
    }
  }
  const edits = cases.length === 0 ? [] : [oneEdit(text, list, cases)]
  const after = readTestFile(applyEdits(text, edits))
  if (after?.problems.length === 0 && after.cases.length === before.cases.length + cases.length) return edits
  return { code: 'test-file-form', message: 'Cases cannot be added to a file of this form; put them into a new one.' }
}

function oneEdit(text: string, list: ListNode, cases: readonly NewItem[]): TextEdit {
  const eol = lineBreak(text)
  if (list.items.length === 0) {
    const items = cases.map(({ lines }) => itemText(lines, '  ', eol)).join(eol)
    return { range: list.range, newText: `${eol}${items.slice(0, -eol.length)}` }
  }
  const inserted = cases.map((item) => insertItem(text, list, list.items.length, item))
  const start = inserted[0]?.range.start ?? text.length
  return { range: { start, end: start }, newText: inserted.map(({ newText }) => newText).join(list.flow ? '' : eol) }
}

function itemText(lines: readonly string[], indent: string, eol: string): string {
  return lines.map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}${eol}`).join('')
}
