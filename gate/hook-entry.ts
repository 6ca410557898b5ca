import { drainBacklog, drainWord } from './backlog.ts'
import { runHookProcess } from './hook-process.ts'
import { answerAsWorker } from './isolation.ts'

if (!answerAsWorker()) {
  void start(process.argv.slice(2))
}

/** `node hook.cjs AGENT …`, or `node cli.cjs hook AGENT …`, which hands over to this file. */
async function start(args: readonly string[]): Promise<void> {
  if (args[0] === drainWord) await drainBacklog(args[1] ?? '')
  else await runHookProcess(args[0] === 'hook' ? args.slice(1) : args)
}
