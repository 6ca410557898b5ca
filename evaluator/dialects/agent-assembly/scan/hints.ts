/**
 * Where the beginnings of credentials could stand, for one pass over a text without branches: each shape is a row of
 * sets of characters, and each set a bit that is set while the characters so far fit the row up to it.
 */
const shapes = [
  // AKIA, ASIA
  ['a', 'ks', 'i', 'a'],
  // sk-, sk-ant-
  ['s', 'k', '-'],
  // xoxb- xoxp- xoxa- xoxr-, xapp-
  ['x', 'oa', 'xp', 'bpar', '-'],
  // ghp_ gho_ ghu_ ghs_ ghr_, github_pat_
  ['gp', 'ha', 'pousrt', '_'],
  // postgres://, mysql://, mongodb://
  ['eqd', 'slb', ':', '/', '/'],
  // -----BEGIN … PRIVATE KEY-----
  ['-', '-', '-', '-'],
  // "service_account"
  ['e', '_', 'a'],
  // DefaultEndpointsProtocol=, AccountKey=
  ['oe', 'ly', '='],
] as const

const steps = new Int32Array(256)
let start = 0
let ends = 0
let last = 0
let bit = 1
for (const shape of shapes) {
  start |= bit
  for (const set of shape) {
    for (const letter of set + set.toUpperCase()) {
      const code = letter.charCodeAt(0)
      steps[code] = (steps[code] as number) | bit
    }
    last = bit
    bit <<= 1
  }
  ends |= last
}

/** `steps`: the bits that a character lets stand; `start`: those of first sets; `ends`: those of last sets. */
export const Hints = { steps, start, ends, connectionString: last } as const
