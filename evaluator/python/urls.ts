/** What Python's `urllib.parse.urlparse(url).hostname` gives; null for no host and where it raises `ValueError`. */
export function urlHost(url: string): string | null {
  const authority = authorityOf(url)
  if (authority === null) return null
  const at = authority.lastIndexOf('@')
  const hostAndPort = authority.slice(at + 1)
  const bracket = hostAndPort.indexOf('[')
  const host = bracket >= 0 ? (hostAndPort.slice(bracket + 1).split(']')[0] ?? '') : (hostAndPort.split(':')[0] ?? '')
  if (host === '') return null
  const zone = host.indexOf('%')
  return zone < 0 ? host.toLowerCase() : host.slice(0, zone).toLowerCase() + host.slice(zone)
}

function authorityOf(raw: string): string | null {
  const url = raw.replace(/^[\0-\x20]+/, '').replace(/[\t\r\n]/g, '')
  const colon = url.indexOf(':')
  const scheme = colon > 0 && /^[a-zA-Z][a-zA-Z0-9+.-]*$/.test(url.slice(0, colon))
  const rest = scheme ? url.slice(colon + 1) : url
  if (!rest.startsWith('//')) return null
  const end = rest.slice(2).search(/[/?#]/)
  const authority = end < 0 ? rest.slice(2) : rest.slice(2, 2 + end)
  if (authority.includes('[') !== authority.includes(']')) return null
  if (authority.includes('[') && !isBracketedHost(authority)) return null
  return hidesSeparator(authority) ? null : authority
}

/** Python refuses hosts whose compatibility form holds one of `/?#@:`. */
function hidesSeparator(authority: string): boolean {
  if (/^[\0-\x7f]*$/.test(authority)) return false
  const bare = authority.replace(/[@:#?]/g, '')
  const folded = bare.normalize('NFKC')
  return folded !== bare && /[/?#@:]/.test(folded)
}

/** Python checks no more than the pairing of brackets before 3.11.4, and that the host in them is an address since. */
function isBracketedHost(authority: string): boolean {
  const host = authority.slice(authority.indexOf('[') + 1).split(']')[0] ?? ''
  if (host.startsWith('v')) return /^v[a-fA-F0-9]+\..+$/.test(host)
  return isIpv6(host.split('%')[0] ?? '')
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const dotted = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(last)
  const count = groups.length + (dotted ? 1 : 0)
  const fine = (dotted ? groups.slice(0, -1) : groups).every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))
  return fine && (halves.length === 2 ? count < 8 : count === 8)
}
