import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Mode } from '../../../evaluator/effect.ts'
import { type LiveGate, openLiveGate } from '../../../gate/live/gate.ts'

/** A gate with one policy and a log of its own. */
export function gateWith(policy: string, mode?: Mode): { gate: LiveGate; audit: string; remove(): void } {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal live ')))
  const file = path.join(folder, 'team.policy.yaml')
  const audit = path.join(folder, 'state', 'audit.db')
  mkdirSync(path.dirname(audit))
  writeFileSync(file, policy)
  const machine = { platform: process.platform, homedir: folder, env: {} }
  const fixed = { agent: 'mcp', agentLabel: 'mcp', policies: [file], audit, folder, machine, surface: 'mcp' } as const
  const gate = openLiveGate(mode === undefined ? fixed : { ...fixed, mode })
  return { gate, audit, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}
