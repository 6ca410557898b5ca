import { walkRows } from './rows.ts'
import { execute, type Session } from './session.ts'
import { until } from './until.ts'

/** One line of the Problems panel; line and column count from 1. */
export interface Problem {
  readonly file: string
  readonly severity: string
  readonly message: string
  readonly line: number
  readonly column: number
  readonly source: string | null
  readonly code: string | null
}

const LIST = {
  selector: '.markers-panel .monaco-list',
  parts: { name: '.label-name', source: '.marker-source', code: '.marker-code' },
}
const SPOKEN = /^(\w+): ([\s\S]*) at line (\d+) and character (\d+)/

/** Everything the Problems panel lists now; hints are never listed there. */
export async function problems(session: Session): Promise<Problem[]> {
  await execute(session, 'workbench.panel.markers.view.focus')
  await until('the Problems panel', async () => {
    const open = await session.page.locator('.markers-panel').count()
    return open > 0 ? { found: undefined } : { seen: 'no such panel' }
  })
  const result: Problem[] = []
  let file = ''
  for (const { level, spoken, parts: shown } of await walkRows(session, LIST)) {
    const match = SPOKEN.exec(spoken)
    if (level === 1) file = shown.name ?? ''
    else if (match) {
      const [, severity = '', message = '', line, column] = match
      const place = { line: Number(line), column: Number(column) }
      result.push({ file, severity, message, ...place, source: shown.source ?? null, code: shown.code ?? null })
    }
  }
  return result
}

/** Waits until the panel's list is as wanted and returns it; `what` says in words what is awaited. */
export function waitForProblems(
  session: Session,
  what: string,
  fits: (list: Problem[]) => boolean,
  within?: number,
): Promise<Problem[]> {
  const look = async () => {
    const list = await problems(session)
    return fits(list) ? { found: list } : { seen: JSON.stringify(list) }
  }
  return until(what, look, within)
}
