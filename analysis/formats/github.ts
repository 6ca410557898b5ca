import { escapeLinesForDisplay } from '../../audit/display.ts'
import type { Severity } from '../../evaluator/problem.ts'
import type { Remark } from './report.ts'

/** One remark as a workflow command: GitHub Actions shows it at its line in the pull request. One line, with its end. */
export function annotation({ file, severity, code, message, region }: Remark): string {
  const properties: Record<string, string | number> = { file }
  if (region) {
    properties.line = region.line
    properties.endLine = region.endLine
    // GitHub refuses columns on remarks of several lines.
    if (region.line === region.endLine) {
      properties.col = region.column
      properties.endColumn = region.endColumn
    }
  }
  properties.title = code
  const written = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`)
  return `::${commands[severity]} ${written.join(',')}::${data(message)}\n`
}

const commands: Record<Severity, string> = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' }

/** A command's text: its own escapes, so that no text can end the line or begin a command of its own. */
function data(text: string): string {
  return escapeLinesForDisplay(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
