// Writes evaluator/regex/unicode.generated.ts: Python 3.11's own character tables (asked of python3) and Unicode's (asked of Node).
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const python = JSON.parse(
  execFileSync(
    'python3',
    [
      '-c',
      `
import _sre, json, re
from re._casefix import _EXTRA_CASES
N = 0x110000
def ranges(test):
    out, start = [], None
    for i in range(N + 1):
        hit = i < N and test(i)
        if hit and start is None: start = i
        if not hit and start is not None: out += [start, i - 1]; start = None
    return out
matches = lambda p: ranges(lambda i: re.match(p, chr(i)) is not None)
lower = [(i, _sre.unicode_tolower(i)) for i in range(N) if _sre.unicode_tolower(i) != i]
print(json.dumps(dict(word=matches(r'\\w'), digit=matches(r'\\d'), space=matches(r'\\s'), lower=lower,
  cased=ranges(_sre.unicode_iscased), extra=[[k, *v] for k, v in _EXTRA_CASES.items()])))
`,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  ),
)

const codePoints = Array.from({ length: 0x110000 }, (_, i) => i)
const rangesOf = (test) => {
  const out = []
  for (const c of codePoints) {
    if (!test(c)) continue
    if (out.length && out[out.length - 1] === c - 1) out[out.length - 1] = c
    else out.push(c, c)
  }
  return out
}
const property = (source) => {
  const pattern = new RegExp(`^${source}$`, 'u')
  return rangesOf((c) => pattern.test(String.fromCodePoint(c)))
}

const fold = []
const candidates = codePoints.filter((c) => {
  const s = String.fromCodePoint(c)
  return s.toLowerCase() !== s || s.toUpperCase() !== s || /\p{CWCF}/u.test(s) || /\p{CWCM}/u.test(s)
})
const done = new Set()
for (const c of candidates) {
  if (done.has(c)) continue
  const pattern = new RegExp(`^\\u{${c.toString(16)}}$`, 'iu')
  const orbit = candidates.filter((other) => pattern.test(String.fromCodePoint(other)))
  for (const member of orbit) {
    done.add(member)
    if (member !== c) fold.push([member, c])
  }
}
fold.sort((a, b) => a[0] - b[0])

const set = (bounds) => {
  let last = 0
  return bounds
    .map((b) => {
      const d = b - last
      last = b
      return d.toString(36)
    })
    .join(' ')
}
const map = (pairs) => {
  const runs = []
  for (const [from, to] of pairs) {
    const run = runs[runs.length - 1]
    if (
      run &&
      run.delta === to - from &&
      (run.count === 1 ? from - run.start <= 2 : from === run.start + run.count * run.step)
    ) {
      if (run.count === 1) run.step = from - run.start
      run.count++
    } else runs.push({ start: from, count: 1, step: 1, delta: to - from })
  }
  let last = 0
  return runs
    .map((r) => {
      const d = r.start - last
      last = r.start
      return [d, r.count, r.step, r.delta].map((n) => n.toString(36)).join(' ')
    })
    .join(' ')
}
const CATEGORIES = 'Cc Cf Co Cs Ll Lm Lo Lt Lu Mc Me Mn Nd Nl No Pc Pd Pe Pf Pi Po Ps Sc Sk Sm So Zl Zp Zs'.split(' ')
const rust = readFileSync(new URL('../../../evaluator/regex/rust-properties.ts', import.meta.url), 'utf8')
const SCRIPTS = /const SCRIPTS =\s+'([^']*)'/.exec(rust)[1].split(' ')
const partition = (names, expression) =>
  names.map((name) => `${name} ${set(property(`\\p{${expression(name)}}`))}`).join(';')
const lines = Object.entries({
  PYTHON_WORD: set(python.word),
  PYTHON_DIGIT: set(python.digit),
  PYTHON_SPACE: set(python.space),
  PYTHON_CASED: set(python.cased),
  PYTHON_LOWER: map(python.lower),
  UNICODE_WORD: set(property('[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]')),
  UNICODE_DIGIT: set(property('\\p{Nd}')),
  UNICODE_SPACE: set(property('\\p{White_Space}')),
  UNICODE_FOLD: map(fold),
  CATEGORIES: partition(CATEGORIES, (name) => name),
  SCRIPTS: partition(SCRIPTS, (name) => `Script=${name}`),
}).map(([name, text]) => `export const ${name} =\n  '${text}'\n`)
writeFileSync(
  new URL('../../../evaluator/regex/unicode.generated.ts', import.meta.url),
  `// Written by test/unit/regex/make-unicode-tables.mjs; Python 3.11 (Unicode 14) and Unicode ${process.versions.unicode}.
// Sets: bounds as base-36 differences. Maps: runs of start (as difference), count, step, offset.
${lines.join('')}
export const PYTHON_EXTRA_CASES: readonly (readonly number[])[] = ${JSON.stringify(python.extra)}
`,
)
