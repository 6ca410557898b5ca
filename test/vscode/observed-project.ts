import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { anthropic } from '../agents/anthropic.ts'
import { runClaude } from '../agents/claude.ts'
import { rehearsal } from '../agents/gated.ts'
import { type Step, startModel } from '../agents/model.ts'
import { makePlace, type Place } from '../agents/place.ts'
import { vsixUnderTest } from './vsix.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'dist', 'cli.cjs')
const file = 'policies/file-safety.yaml'

/** A project with the example policies, Claude Code hooked to one that observes, and VS Code showing its log. */
export class ObservedProject {
  readonly place: Place = makePlace()
  readonly audit = join(this.place.home, 'audit.db')
  /** The policy, as it stands in the project. */
  readonly file = file
  /** The policy as the example has it. */
  readonly example = readFileSync(join(root, 'examples', file), 'utf8')

  /** Writes files of the project, whose folders are made. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true })
      writeFileSync(this.path(name), text)
    }
  }

  /** Hooks Claude Code to the policy and opens the project. */
  async open(): Promise<Workbench> {
    cpSync(join(root, 'examples', 'policies'), this.path('policies'), { recursive: true })
    const init = this.rehearsal('init', 'claude', '--policy', file, '--audit', this.audit, '--yes')
    assert.equal(init.status, 0, init.stderr)
    return openWorkbench({
      vsix: vsixUnderTest(),
      workspace: this.place.cwd,
      settings: { 'rehearsal.audit.path': this.audit },
    })
  }

  path(name: string): string {
    return join(this.place.cwd, name)
  }

  policyOnDisk(): string {
    return readFileSync(this.path(file), 'utf8')
  }

  rehearsal(...args: string[]) {
    return rehearsal(cli, this.place, ...args)
  }

  /** Claude Code goes through these steps; what its model was shown of each call. */
  async claude(steps: readonly Step[], allowedTools: readonly string[]) {
    const model = await startModel(anthropic, [...steps, { say: 'all done' }])
    try {
      const run = await runClaude({ ...this.place, model, prompt: 'go', allowedTools: [...allowedTools] })
      assert.equal(run.exitCode, 0, run.stderr)
      return run.toolResults
    } finally {
      await model.close()
    }
  }
}
