import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { openGate } from '../../../gate/sdk/index.ts'
import type { Gate, GateOptions } from '../../../gate/sdk/public.d.ts'

/** A folder with policies and a log of its own. */
export interface Place {
  readonly folder: string
  write(name: string, text: string): string
  open(options?: GateOptions): Promise<Gate>
  // biome-ignore lint/suspicious/noExplicitAny: rows are read where they are known to be
  rows(): any[]
  remove(): void
}

export function makePlace(): Place {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'rehearsal sdk ')))
  const audit = path.join(folder, 'state', 'audit.db')
  return {
    folder,
    write(name, text) {
      writeFileSync(path.join(folder, name), text)
      return path.join(folder, name)
    },
    open: (options) => openGate({ folder, audit, ...options }),
    rows() {
      const database = new Database(audit, { readonly: true })
      const rows = database.prepare('SELECT * FROM events ORDER BY seq').all()
      database.close()
      return rows
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** A policy of the Sandbox page; `bot` is only observed. */
export function policyText(mode: string): string {
  return `name: team
enforcement_mode: ${mode}
agent_overrides:
  - agent_glob: bot
    enforcement_mode: observe
rules:
  - name: no-delete
    action: deny
    reason: nothing is deleted
    match:
      tool_name: delete
  - name: ask-mail
    action: require_approval
    reason: goes to everybody
    match:
      tool_name: mail
  - name: hide-keys
    action: redact
    match:
      output_contains_pattern: "SECRET[0-9]+"
`
}

/** An edictum document that denies reading what \`pattern\` names. */
export function contracts(name: string, id: string, pattern: string, more = ''): string {
  return `apiVersion: edictum/v1
kind: ContractBundle
metadata:
  name: ${name}
defaults:
  mode: enforce
${more}contracts:
  - id: ${id}
    type: pre
    tool: read
    when:
      args.path:
        contains: ${pattern}
    then:
      effect: deny
      message: "not ${pattern}"
`
}
