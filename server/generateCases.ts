import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CancellationToken } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { appendCases, newTestFile } from '../analysis/cases/testFileText.ts'
import type { NewItem } from '../analysis/edits/yamlText.ts'
import { isRefusal, type Refusal } from '../evaluator/dialect.ts'
import { callFlagWords, readCallSettings, type ToolNamesByDialect } from '../gate/call-settings.ts'
import type { Documents, OpenDocument } from './documents.ts'
import { openAt } from './policies.ts'
import { toLspEdit } from './positions.ts'
import type { GenerateCasesAnswer } from './protocol/tests.ts'

/** Longest that making cases may take, in ms; then the process is ended. */
const patience = 120_000

/** What `rehearsal cases --format json` prints. */
interface Printed {
  readonly file: string
  readonly cases: readonly NewItem[]
  readonly summary: string
}

/** Which calls cases are made of. */
interface RecordedIn {
  readonly database: string
  readonly toolNames: ToolNamesByDialect
  /** The folder in which the policy's engine is taken to be started. */
  readonly start: string
}

/**
 * Test cases for the policy in the editor, made of recorded calls by a process of its own: a log is never read in this
 * one. `database` is the log, `toolNames` the user's own names for agents' tools.
 */
export async function generateCases(
  document: OpenDocument,
  documents: Documents,
  { database, toolNames, start }: RecordedIn,
  token?: CancellationToken,
): Promise<GenerateCasesAnswer> {
  if (document.policy === null) return refusal('This file cannot be read as a policy.')
  const { path, text } = document
  const printed = await ask(start, path, text.getText(), ['--audit', database, ...toolNameWords(toolNames)], token)
  if (typeof printed === 'string') return refusal(printed)
  const before = testFile(printed.file, documents)
  const items = printed.cases
  const base = { uri: pathToFileURL(printed.file).href, cases: items.length, summary: printed.summary.trim() }
  if (before === null) {
    const edit = { range: { start: origin, end: origin }, newText: newTestFile(path, items) }
    return { ...base, isNew: true, edits: items.length === 0 ? [] : [edit] }
  }
  const edits = appendCases(before.getText(), items)
  if (isRefusal(edits)) return edits
  return { ...base, isNew: false, edits: edits.map((edit) => toLspEdit(before, edit)) }
}

const origin = { line: 0, character: 0 }

function refusal(message: string): Refusal {
  return { code: 'no-cases', message }
}

function toolNameWords(names: ToolNamesByDialect): readonly string[] {
  const words = Object.entries(names).flatMap(([dialect, tools]) =>
    Object.entries(tools).map(([tool, name]) => `${dialect}:${tool}=${name}`),
  )
  // A setting may name what no dialect is, which means nothing here either.
  return callFlagWords({
    toolName: words.filter((word) => readCallSettings({ toolName: [word] }).problem === undefined),
  })
}

/** The test file as the editor or the disk has it. */
function testFile(path: string, documents: Documents): TextDocument | null {
  const open = openAt(path, documents.all())
  if (open) return open.text
  try {
    return TextDocument.create(pathToFileURL(path).href, 'yaml', 0, readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Asks the command line that stands beside the server; a sentence when it cannot answer. */
function ask(
  cwd: string,
  path: string,
  text: string,
  options: readonly string[],
  token?: CancellationToken,
): Promise<Printed | string> {
  const args = [join(__dirname, 'cli.cjs'), 'cases', path, '--stdin', ...options, '--format', 'json']
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      timeout: patience,
      windowsHide: true,
    })
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => out.push(chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => err.push(chunk))
    child.stdin.on('error', () => {})
    child.stdin.end(text)
    const stop = token?.onCancellationRequested(() => child.kill())
    const settle = (answer: Printed | string) => {
      stop?.dispose()
      resolve(answer)
    }
    child.on('error', ({ message }) => settle(`The command line could not be started: ${message}`))
    child.on('close', (code) => settle(code === 0 ? parsed(out.join('')) : sentence(err.join(''))))
  })
}

function parsed(text: string): Printed | string {
  try {
    return JSON.parse(text) as Printed
  } catch {
    return 'The command line gave an answer that cannot be read.'
  }
}

function sentence(text: string): string {
  const said = text.replace(/^rehearsal: /gm, '').trim()
  return said === '' ? 'Making cases was ended before it was done.' : said
}
