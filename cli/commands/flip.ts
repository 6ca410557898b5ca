import { writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { createTwoFilesPatch } from 'diff'
import { type PolicyDocument, readPolicyDocument } from '../../analysis/policyDocument.ts'
import { readinessLines } from '../../analysis/readiness/report.ts'
import { type FlipEdits, isRefusal, type Refusal } from '../../evaluator/dialect.ts'
import { applyEdits } from '../../evaluator/text.ts'
import { recordModeChange } from '../../gate/mode-changed.ts'
import { exitWith, filesNamedBy, readNamedFile } from '../files.ts'
import { logAbout } from '../log.ts'
import { formatOption } from '../options.ts'
import { readinessFor } from '../readiness.ts'
import { addDemands, type DemandOptions, readinessQuestion } from './readiness.ts'

interface FlipOptions extends DemandOptions {
  readonly rule?: string
  readonly override?: string
  readonly as?: 'deny' | 'require_approval'
  readonly to: 'enforce' | 'observe'
  readonly write?: boolean
  readonly requireReady?: boolean
  readonly format: 'text' | 'json'
}

export function register(program: Command): void {
  const command = program
    .command('flip')
    .description('move a policy or a rule between observe and enforce; prints the change unless --write is given')
    .argument('<policy>', 'the policy file')
    .option('--rule <rule>', 'only this rule')
    .addOption(
      new Option('--override <glob>', 'only the override for these agents, as it is written').conflicts('rule'),
    )
    .addOption(new Option('--as <word>', "what a warning of CapFence's becomes").choices(['deny', 'require_approval']))
    .addOption(new Option('--to <mode>', 'the mode to move to').choices(['enforce', 'observe']).makeOptionMandatory())
    .option('--write', 'change the file')
    .option('--require-ready', 'to enforce: only when the recorded calls and the tests bear it out')
    .addOption(formatOption())
  addDemands(command).action(flip)
}

async function flip(file: string, options: FlipOptions): Promise<void> {
  const text = readNamedFile(file)
  if (text === null) return
  const document = readPolicyDocument(file, text, { named: filesNamedBy(file) })
  const flipped = flipOf(document, options)
  if (document === null || isRefusal(flipped)) {
    const message = isRefusal(flipped) ? flipped.message : notAPolicy.message
    process.stderr.write(`rehearsal: ${file}: ${message}\n`)
    exitWith(1)
    return
  }
  if (options.requireReady && options.to === 'enforce' && !(await isReady(document, options))) {
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

async function record(file: string, options: FlipOptions, { before, after }: FlipEdits): Promise<void> {
  const { rule, override, audit } = options
  const policyFile = resolve(file)
  const kind = rule !== undefined ? 'rule' : override !== undefined ? 'override' : 'policy'
  const target = { kind, label: rule ?? override ?? null } as const
  const change = { source: 'cli', policyFile, ...target, before, after, why: 'flipped on the command line' } as const
  const recorded = await recordModeChange(logAbout(policyFile, audit), change, Date.now())
  if (!recorded.ok) process.stderr.write(`rehearsal: ${recorded.message}\n`)
}

/** Whether the evidence is in; the report goes to stderr, so that what is printed stays the change alone. */
async function isReady(document: PolicyDocument, options: FlipOptions): Promise<boolean> {
  const readiness = await readinessFor(readinessQuestion(document, options))
  process.stderr.write(`${readinessLines(basename(document.path), readiness).join('\n')}\n`)
  if (readiness.state !== 'ready') process.stderr.write('Nothing was flipped.\n')
  return readiness.state === 'ready'
}

const notAPolicy: Refusal = {
  code: 'not-a-policy',
  message: 'this is not a policy of any system that Rehearsal reads',
}

function flipOf(document: PolicyDocument | null, options: FlipOptions): FlipEdits | Refusal {
  if (document === null) return notAPolicy
  const { dialect, model } = document
  const { rule, override, to, as } = options
  const how = { to, ...(as === undefined ? {} : { as }) }
  if (rule !== undefined) return dialect.flip(model, { kind: 'rule', label: rule, ...how })
  if (override === undefined) return dialect.flip(model, { kind: 'policy', ...how })
  const overrides = dialect.overridesOf?.(model) ?? []
  const index = overrides.findIndex(({ name }) => name === override)
  const known = overrides.map(({ name }) => name).join(', ') || 'none'
  if (index < 0)
    return { code: 'no-such-override', message: `there is no override for ${override} (there are: ${known})` }
  return dialect.flip(model, { kind: 'override', label: String(index), ...how })
}
