import { createHash } from 'node:crypto'
import type { Json } from '../../evaluator/json/values.ts'
import { type Members, membersOf } from './foreign-event.ts'

/** The place of a name is the number that enters the hash. */
const eventTypes = [
  'ToolCallIntercepted',
  'PolicyViolation',
  'CredentialLeakBlocked',
  'ApprovalRequested',
  'ApprovalGranted',
  'ApprovalDenied',
  'BudgetLimitApproached',
  'BudgetLimitExceeded',
  'ApprovalTimedOut',
  'ApprovalRouted',
  'ApprovalEscalated',
  'AgentForceDeregistered',
  'MessageBlocked',
  'ToolDispatched',
  'A2ACallIntercepted',
  'A2AImpersonationAttempted',
  'SandboxStarted',
  'SandboxFilesystemBlocked',
  'SandboxCpuTimeout',
  'SandboxOomKilled',
  'SandboxTerminated',
  'SandboxHostFnRateLimited',
  'GovernanceMutation',
]

/** The hash that an entry should have, hex; null when it lacks what the hash is taken of. */
export function agentAssemblyHash(entry: Members): string | null {
  const eventType = eventTypes.indexOf(String(entry.event_type))
  const [seq, time] = [unsigned(entry.seq), unsigned(entry.timestamp_ns)]
  if (eventType < 0 || seq === null || time === null || typeof entry.payload !== 'string') return null
  const hash = createHash('sha256')
  hash.update(number64(seq)).update(number64(time)).update(number32(eventType))
  for (const key of ['agent_id', 'session_id', 'previous_hash']) hash.update(bytesOf(entry[key]))
  hash.update(entry.payload)
  for (const key of ['root_agent_id', 'parent_agent_id']) {
    if (present(entry[key])) hash.update(bytesOf(entry[key]))
  }
  for (const key of ['team_id', 'delegation_reason', 'spawned_by_tool']) addText(entry[key])
  const depth = unsigned(entry.depth)
  if (depth !== null) hash.update(number32(Number(depth)))
  addText(entry.org_id)
  addFindings()
  addText(entry.policy_doc_id)
  return hash.digest('hex')

  function addText(value: Json | undefined): void {
    if (typeof value === 'string') hash.update(withLength(value))
  }

  function addFindings(): void {
    const findings = Array.isArray(entry.credential_findings) ? entry.credential_findings : []
    if (findings.length === 0 && typeof entry.redacted_payload !== 'string') return
    hash.update(number32(findings.length))
    for (const finding of findings) {
      const { offset, matched } = membersOf(finding)
      hash.update(number64(unsigned(offset) ?? 0n)).update(withLength(String(matched)))
    }
    if (typeof entry.redacted_payload !== 'string') hash.update(Buffer.from([0]))
    else hash.update(Buffer.from([1])).update(withLength(entry.redacted_payload))
  }
}

/** A list of byte values as hex; empty when it is none. */
export function hexOf(value: Json | undefined): string {
  return bytesOf(value).toString('hex')
}

function present(value: Json | undefined): boolean {
  return value !== undefined && value !== null
}

function bytesOf(value: Json | undefined): Buffer {
  return Array.isArray(value) ? Buffer.from(value.map(Number)) : Buffer.alloc(0)
}

function unsigned(value: Json | undefined): bigint | null {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return BigInt(value)
  return typeof value === 'bigint' && value >= 0n && value < 1n << 64n ? value : null
}

function number64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([number32(bytes.length), bytes])
}
