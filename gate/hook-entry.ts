import { runHookProcess } from './hook-process.ts'

const args = process.argv.slice(2)

/** `node hook.cjs AGENT …`, or `node cli.cjs hook AGENT …`, which hands over to this file. */
void runHookProcess(args[0] === 'hook' ? args.slice(1) : args)
