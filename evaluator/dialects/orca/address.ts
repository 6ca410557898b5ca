import type { Range } from '../../text.ts'

/** An address as a number; an IPv4-mapped IPv6 address is its IPv4 address. */
export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

export interface Cidr {
  readonly bits: 32 | 128
  /** The network, shifted down to its prefix. */
  readonly prefix: bigint
  readonly shift: bigint
}

/** An entry of an egress list: a network, an address, or a host's name. */
export interface ListedHost {
  readonly text: string
  readonly range: Range
  readonly cidr: Cidr | null
  readonly address: Address | null
  /** In lower case, without its trailing dot. */
  readonly host: string
}

const mappedPrefix = 0xffffn

/** The address that `text` spells in full: dotted decimals without leading zeros, or IPv6; null for anything else. */
export function parseAddress(text: string): Address | null {
  const address = parseUnmapped(text)
  if (address === null || address.bits === 32 || address.value >> 32n !== mappedPrefix) return address
  return { bits: 32, value: address.value & 0xffffffffn }
}

/** A network in prefix notation, host bits masked away; null when it is none. */
export function parseCidr(text: string): Cidr | null {
  const [, addressText, lengthText] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? []
  const address = addressText === undefined ? null : parseUnmapped(addressText)
  const length = Number(lengthText)
  if (address === null || length > address.bits) return null
  const mapped = address.bits === 128 && length >= 96 && address.value >> 32n === mappedPrefix
  const shift = BigInt(address.bits - length)
  if (mapped) return { bits: 32, prefix: (address.value & 0xffffffffn) >> shift, shift }
  return { bits: address.bits, prefix: address.value >> shift, shift }
}

export function cidrHolds({ bits, prefix, shift }: Cidr, address: Address): boolean {
  return address.bits === bits && address.value >> shift === prefix
}

/** The host in an address of any form, in lower case: scheme, user, port, path, brackets and one trailing dot go. */
export function hostOf(text: string): string {
  const authority = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/s, '')
  const place = authority.slice(authority.lastIndexOf('@') + 1)
  return withoutDot(withoutPort(place).toLowerCase())
}

/** An address given as such, or as the literal host of a URL; null for everything else. */
export function addressIn(text: string): Address | null {
  const plain = parseAddress(text)
  return plain !== null || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? plain : parseAddress(hostOf(text))
}

/** Reads an entry of an egress list; null when it has a slash but is no network. */
export function parseListedHost(text: string, range: Range): ListedHost | null {
  if (text.includes('/')) {
    const cidr = parseCidr(text)
    return cidr && { text, range, cidr, address: null, host: '' }
  }
  const host = withoutDot(text.toLowerCase())
  return { text, range, cidr: null, address: parseAddress(host), host }
}

/** Whether any entry of a list names the destination. */
export function listHolds(list: readonly ListedHost[], host: string): boolean {
  const address = parseAddress(host)
  return list.some((entry) => {
    if (entry.cidr) return address !== null && cidrHolds(entry.cidr, address)
    if (entry.address && address) return entry.address.bits === address.bits && entry.address.value === address.value
    return entry.host === host
  })
}

function withoutPort(place: string): string {
  if (place.startsWith('[')) return place.slice(1).replace(/\].*$/s, '')
  const colon = place.indexOf(':')
  return colon >= 0 && colon === place.lastIndexOf(':') ? place.slice(0, colon) : place
}

function withoutDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host
}

function parseUnmapped(text: string): Address | null {
  if (!text.includes(':')) {
    const value = ipv4(text)
    return value === null ? null : { bits: 32, value }
  }
  const value = ipv6(text)
  return value === null ? null : { bits: 128, value }
}

function ipv4(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let value = 0n
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null
    value = (value << 8n) | BigInt(part)
  }
  return value
}

function ipv6(text: string): bigint | null {
  if (text.length > 45) return null
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half, index) => groups(half, index === halves.length - 1))
  if (!head || tail === null) return null
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const all = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])]
  return all.reduce((value, group) => (value << 16n) | BigInt(group), 0n)
}

/** The 16-bit groups of one side of `::`; the last one of an address may be dotted decimals. */
function groups(half: string, isLast: boolean): number[] | null {
  if (half === '') return []
  const found: number[] = []
  const parts = half.split(':')
  for (const [index, part] of parts.entries()) {
    if (isLast && index === parts.length - 1 && part.includes('.')) {
      const value = ipv4(part)
      if (value === null) return null
      found.push(Number(value >> 16n), Number(value & 0xffffn))
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) found.push(Number.parseInt(part, 16))
    else return null
  }
  return found
}
