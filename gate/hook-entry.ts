import { setFlagsFromString } from 'node:v8'
import { runHookProcess } from './hook-process.ts'
import { answerAsWorker } from './isolation.ts'

setFlagsFromString('--enable-experimental-regexp-engine')
if (!answerAsWorker()) {
  // `node hook.cjs AGENT …`, or `node cli.cjs hook AGENT …`, which hands over to this file.
  const args = process.argv.slice(2)
  void runHookProcess(args[0] === 'hook' ? args.slice(1) : args)
}
