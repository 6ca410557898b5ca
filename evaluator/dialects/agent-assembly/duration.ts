/** Seconds by unit, as the humantime crate counts them: a month is 30.44 days, a year 365.25. */
const nanosecondsIn = new Map<string, bigint>(
  (
    [
      ['nanos nsec ns', 1n],
      ['usec us', 1_000n],
      ['millis msec ms', 1_000_000n],
      ['seconds second secs sec s', 1_000_000_000n],
      ['minutes minute min mins m', 60_000_000_000n],
      ['hours hour hrs hr h', 3_600_000_000_000n],
      ['days day d', 86_400_000_000_000n],
      ['weeks week wks wk w', 604_800_000_000_000n],
      ['months month M', 2_630_016_000_000_000n],
      ['years year yrs yr y', 31_557_600_000_000_000n],
    ] as const
  ).flatMap(([units, size]) => units.split(' ').map((unit): [string, bigint] => [unit, size])),
)

const u64Max = 2n ** 64n - 1n

/** The nanoseconds of a humantime duration (`30m`, `1h 30m`, `1 day`); null when the text is none. */
export function parseDuration(text: string): bigint | null {
  if (text === '0') return 0n
  const part = /\p{White_Space}*([0-9][0-9\p{White_Space}]*)([A-Za-z]+)(?=[0-9\p{White_Space}]|$)/uy
  let total = 0n
  let end = 0
  while (end < text.length) {
    part.lastIndex = end
    const [, digits, unit] = part.exec(text) ?? []
    if (digits === undefined || unit === undefined)
      return end > 0 && /^\p{White_Space}+$/u.test(text.slice(end)) ? total : null
    const count = BigInt(digits.replace(/\p{White_Space}/gu, ''))
    const size = nanosecondsIn.get(unit)
    if (size === undefined || count > u64Max) return null
    total += count * size
    end = part.lastIndex
  }
  return end === 0 || total / 1_000_000_000n > u64Max ? null : total
}
