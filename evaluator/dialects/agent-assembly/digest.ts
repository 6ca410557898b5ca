import { createHash } from 'node:crypto'
import { compareUtf8, sortCapabilities } from './capabilities.ts'
import type { SectionDocument } from './model.ts'

const actionCodes = { block: 0, redact_only: 1, alert_only: 2, alert_and_redact: 3 } as const

/** The content digest by which the gateway names a document in its audit log: SHA-256 over its own byte encoding. */
export function documentDigest(document: SectionDocument): string {
  const bytes = new Encoder()
  bytes.raw('aa-policy-doc-id\x01')
  bytes.text(document.scope)
  bytes.optional(document.name, (name) => bytes.text(name))
  bytes.optional(document.policyVersion, (version) => bytes.text(version))
  bytes.optional(document.version, (version) => bytes.text(version))
  bytes.optional(document.network, ({ allowlist }) => bytes.list(allowlist.map(({ value }) => value)))
  bytes.optional(document.schedule, ({ start, end, timezone }) => {
    for (const part of [start, end, timezone]) bytes.text(part)
  })
  bytes.optional(document.budget, (budget) => encodeBudget(bytes, budget))
  bytes.optional(document.data, (data) => encodeData(bytes, data))
  bytes.u32(document.approvalTimeout)
  bytes.optional(document.approval, ({ timeout, role }) => {
    bytes.optional(timeout, (seconds) => bytes.u32(seconds))
    bytes.optional(role, (name) => bytes.text(name))
  })
  encodeTools(bytes, document.tools)
  bytes.optional(document.capabilities, ({ allow, deny }) => {
    bytes.list(sortCapabilities(allow.map(({ value }) => value)))
    bytes.list(sortCapabilities(deny.map(({ value }) => value)))
    bytes.byte(allow.length > 0 ? 1 : 0)
  })
  encodeSandbox(bytes, document)
  return `sha256:${bytes.digest()}`
}

function encodeBudget(bytes: Encoder, budget: NonNullable<SectionDocument['budget']>): void {
  for (const limit of [budget.daily, budget.monthly, budget.orgDaily, budget.orgMonthly]) {
    bytes.optional(limit, (value) => bytes.f64(value))
  }
  bytes.optional(budget.timezone, (name) => bytes.text(name))
  bytes.byte(budget.suspends ? 1 : 0)
  bytes.optional(budget.window, (nanoseconds) => bytes.u128(nanoseconds))
}

function encodeData(bytes: Encoder, { patterns, action, packs }: NonNullable<SectionDocument['data']>): void {
  bytes.list(patterns.map(({ source }) => source))
  bytes.byte(actionCodes[action])
  if (packs.length === 0) return
  bytes.byte(0xff)
  bytes.list(packs.map(({ value }) => value))
}

function encodeTools(bytes: Encoder, tools: SectionDocument['tools']): void {
  const sorted = [...tools.values()].sort((a, b) => compareUtf8(a.name, b.name))
  bytes.u64(sorted.length)
  for (const { name, allow, limit, approval } of sorted) {
    bytes.text(name)
    bytes.byte(allow ? 1 : 0)
    bytes.optional(limit, ({ value }) => bytes.u32(value))
    bytes.optional(approval, ({ source }) => bytes.text(source))
  }
}

function encodeSandbox(bytes: Encoder, { filesystem, syscalls }: SectionDocument): void {
  if (filesystem !== null) {
    bytes.raw('fs\x01')
    bytes.optional(filesystem.read, (paths) => bytes.list(paths))
    bytes.optional(filesystem.write, (paths) => bytes.list(paths))
  }
  if (syscalls !== null) {
    bytes.raw('sys\x01')
    bytes.list(syscalls)
  }
}

/** Strings with their length in bytes before them, numbers big-endian, a tag byte before what may be absent. */
class Encoder {
  private readonly hash = createHash('sha256')

  raw(text: string): void {
    this.hash.update(text)
  }

  byte(value: number): void {
    this.hash.update(Uint8Array.of(value))
  }

  u32(value: number): void {
    this.view(4, (view) => view.setUint32(0, value))
  }

  u64(value: number): void {
    this.view(8, (view) => view.setBigUint64(0, BigInt(value)))
  }

  u128(value: bigint): void {
    this.view(16, (view) => {
      view.setBigUint64(0, value >> 64n)
      view.setBigUint64(8, BigInt.asUintN(64, value))
    })
  }

  f64(value: number): void {
    this.view(8, (view) => view.setFloat64(0, value))
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value)
    this.u64(bytes.length)
    this.hash.update(bytes)
  }

  list(values: readonly string[]): void {
    this.u64(values.length)
    for (const value of values) this.text(value)
  }

  optional<T>(value: T | null, encode: (value: T) => void): void {
    this.byte(value === null ? 0 : 1)
    if (value !== null) encode(value)
  }

  digest(): string {
    return this.hash.digest('hex')
  }

  private view(size: number, write: (view: DataView) => void): void {
    const buffer = new ArrayBuffer(size)
    write(new DataView(buffer))
    this.hash.update(new Uint8Array(buffer))
  }
}
