import { closeSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { type Command, Option } from 'commander'
import { formatOption } from '../options.ts'
import { addFilter, type FilterOptions, filterOf } from './audit-options.ts'
import { type MachineFormat, printEvents } from './audit-print.ts'
import { closeSource, complain, oldestFirst, openSource } from './audit-source.ts'

interface ExportOptions extends FilterOptions {
  readonly output?: string
  readonly format: MachineFormat
}

/** `rehearsal audit export`: all events of all kinds, oldest first, as the log holds them. */
export function register(audit: Command): void {
  const exporting = audit
    .command('export')
    .description('print all events, live and shadow, oldest first, as the log holds them: secrets stay removed')
    .addOption(new Option('--output <file>', 'write there, readable for you alone; nothing is overwritten'))
  addFilter(exporting)
    .addOption(formatOption(['jsonl', 'json', 'csv']))
    .action(printExport)
}

async function printExport(options: ExportOptions): Promise<void> {
  const { output, format } = options
  const source = await openSource(options.audit)
  if (source === null) {
    process.exitCode = 1
    return
  }
  let file: number | null = null
  try {
    file = output === undefined ? null : openSync(path.resolve(output), 'wx', 0o600)
    const write = (text: string) => {
      if (file === null) process.stdout.write(text)
      else writeSync(file, text)
    }
    printEvents(oldestFirst(source, filterOf(options)), format, write)
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST'
    complain(
      exists ? `${output} is there already; name another file.` : `The export failed: ${(error as Error).message}`,
    )
  } finally {
    if (file !== null) closeSync(file)
    closeSource(source)
  }
}
