import type { Command } from 'commander'
import { type CheckedFile, checkFile } from '../../analysis/checkFile.ts'
import { exitWith, readNamedFile } from '../files.ts'
import { formatOption } from '../options.ts'

export function register(program: Command): void {
  program
    .command('check')
    .description('check policies and test files as the editor does; exit 1 when there is an error')
    .argument('<files...>', 'policies and test files')
    .addOption(formatOption())
    .action(check)
}

function check(files: readonly string[], { format }: { format: 'text' | 'json' }): void {
  const checked = files.flatMap((file) => {
    const text = readNamedFile(file)
    return text === null ? [] : checkFile(file, text)
  })
  process.stdout.write(format === 'json' ? `${JSON.stringify(checked, null, 2)}\n` : checked.map(asText).join(''))
  if (checked.some(({ findings }) => findings.some(({ severity }) => severity === 'error'))) exitWith(1)
}

function asText({ file, dialect, findings }: CheckedFile): string {
  if (findings.length === 0) return `${file}: fine (${dialect})\n`
  return findings
    .map(
      ({ line, column, severity, code, message }) => `${file}:${line}:${column}: ${severity}: ${message} [${code}]\n`,
    )
    .join('')
}
