import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Command } from 'commander'

export function register(program: Command): void {
  program
    .command('lsp')
    .description('start the language server for an editor')
    .option('--stdio', 'talk over stdin and stdout (the only way there is)')
    .action(lsp)
}

/** Starts the server's bundle, which stands beside this one, and passes everything through. */
function lsp(): void {
  const server = spawn(process.execPath, [join(__dirname, 'server.cjs'), '--stdio'], {
    stdio: 'inherit',
  })
  server.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}
