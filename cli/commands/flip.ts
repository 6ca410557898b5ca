import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { createTwoFilesPatch } from 'diff'
import { readPolicyDocument } from '../../analysis/policyDocument.ts'
import { type FlipEdits, type FlipTarget, isRefusal, type Refusal } from '../../evaluator/dialect.ts'
import { applyEdits } from '../../evaluator/text.ts'
import { exitWith, readNamedFile } from '../files.ts'

interface FlipOptions {
  readonly rule?: string
  readonly to: 'enforce' | 'observe'
  readonly write?: boolean
  readonly format: 'text' | 'json'
}

export function register(program: Command): void {
  program
    .command('flip')
    .description('move a policy or a rule between observe and enforce; prints the change unless --write is given')
    .argument('<policy>', 'the policy file')
    .option('--rule <rule>', 'only this rule')
    .addOption(new Option('--to <mode>', 'the mode to move to').choices(['enforce', 'observe']).makeOptionMandatory())
    .option('--write', 'change the file')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action(flip)
}

function flip(file: string, options: FlipOptions): void {
  const text = readNamedFile(file)
  if (text === null) return
  const flipped = flipOf(file, text, options)
  if (isRefusal(flipped)) {
    process.stderr.write(`rehearsal: ${file}: ${flipped.message}\n`)
    exitWith(1)
    return
  }
  const after = applyEdits(text, flipped.edits)
  if (options.write) writeFileSync(file, after)
  if (options.format === 'json') {
    const { before } = flipped
    process.stdout.write(`${JSON.stringify({ file, before, after: flipped.after, written: options.write === true })}\n`)
  } else {
    process.stdout.write(createTwoFilesPatch(file, file, text, after))
    if (!options.write) process.stderr.write('Nothing was written; add --write to change the file.\n')
  }
}

function flipOf(file: string, text: string, { rule, to }: FlipOptions): FlipEdits | Refusal {
  const document = readPolicyDocument(file, text)
  if (document === null) {
    return { code: 'not-a-policy', message: 'this is not a policy of any system that Rehearsal reads' }
  }
  const target: FlipTarget = rule === undefined ? { kind: 'policy', to } : { kind: 'rule', label: rule, to }
  return document.dialect.flip(document.model, target)
}
