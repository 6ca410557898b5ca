import { writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { createTwoFilesPatch } from 'diff'
import { readPolicyDocument } from '../../analysis/policyDocument.ts'
import { type FlipEdits, type FlipTarget, isRefusal, type Refusal } from '../../evaluator/dialect.ts'
import { applyEdits } from '../../evaluator/text.ts'
import { recordModeChange } from '../../gate/mode-changed.ts'
import { gatePlace } from '../../gate/place.ts'
import { exitWith, readNamedFile } from '../files.ts'
import { auditOption, formatOption, thisMachine } from '../options.ts'

interface FlipOptions {
  readonly rule?: string
  readonly to: 'enforce' | 'observe'
  readonly write?: boolean
  readonly audit?: string
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
    .addOption(auditOption())
    .addOption(formatOption())
    .action(flip)
}

async function flip(file: string, options: FlipOptions): Promise<void> {
  const text = readNamedFile(file)
  if (text === null) return
  const flipped = flipOf(file, text, options)
  if (isRefusal(flipped)) {
    process.stderr.write(`rehearsal: ${file}: ${flipped.message}\n`)
    exitWith(1)
    return
  }
  const after = applyEdits(text, flipped.edits)
  if (options.write) {
    writeFileSync(file, after)
    await record(file, options, flipped)
  }
  if (options.format === 'json') {
    const { before } = flipped
    process.stdout.write(`${JSON.stringify({ file, before, after: flipped.after, written: options.write === true })}\n`)
  } else {
    process.stdout.write(createTwoFilesPatch(file, file, text, after))
    if (!options.write) process.stderr.write('Nothing was written; add --write to change the file.\n')
  }
}

async function record(file: string, { rule, audit }: FlipOptions, { before, after }: FlipEdits): Promise<void> {
  const policyFile = resolve(file)
  const target =
    rule === undefined ? ({ kind: 'policy', label: null } as const) : ({ kind: 'rule', label: rule } as const)
  const change = { source: 'cli', policyFile, ...target, before, after, why: 'flipped on the command line' } as const
  const recorded = await recordModeChange(gatePlace(audit, dirname(policyFile), thisMachine()), change, Date.now())
  if (!recorded.ok) process.stderr.write(`rehearsal: ${recorded.message}\n`)
}

function flipOf(file: string, text: string, { rule, to }: FlipOptions): FlipEdits | Refusal {
  const document = readPolicyDocument(file, text)
  if (document === null) {
    return { code: 'not-a-policy', message: 'this is not a policy of any system that Rehearsal reads' }
  }
  const target: FlipTarget = rule === undefined ? { kind: 'policy', to } : { kind: 'rule', label: rule, to }
  return document.dialect.flip(document.model, target)
}
