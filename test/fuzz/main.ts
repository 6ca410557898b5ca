/**
 * `node test/fuzz/main.ts SECONDS [DIALECT …]`: tries every dialect for so long with policies that were changed, many of
 * them given patterns that blow up, and with hostile calls. Ends with 1 where something throws or disagrees; tells for each
 * dialect how much was tried and the slowest single judgement: in a policy that runs in the host's own process, and in one
 * that it runs in a worker which it can kill. Times are the best of three, so that no pause of the process counts.
 */
import fc from 'fast-check'
import type { Call } from '../../evaluator/call.ts'
import type { Dialect } from '../../evaluator/dialect.ts'
import { dialects } from '../../evaluator/registry.ts'
import { holdsFor, type Tried, triedFor } from './tried.ts'

interface Slowest {
  milliseconds: number
  told: string
}

/** Only what takes longer is looked at again. */
const noticeable = 10

/** Patterns that backtracking engines do not come back from, or that are large. */
const hard = [
  '(a+)+$',
  '(a|a)*b',
  '(a*)*b',
  '(.*a){12}',
  '.*.*.*.*=',
  '(?:a?){40}a{40}',
  '^(?:a?){40}a{40}$',
  '[ab]{900}[bc]',
  '\\\\b(?:\\\\w{1,9} ?)+\\\\b!',
  '(?i)[\\\\w.-]{1,200}\\\\W{2}',
  '(x+x+)+y',
  '(?=(a+))a*b',
  '(a+)\\\\1+!!',
  '(?:rm -rf ?)+x',
  '([^/]*/)*\\\\.\\\\.x',
  '(?i)(ſ|s|S)+k!',
  'a{1,300}{1,3}b',
  '^(?:.*?,){15}P',
]

const [seconds = '180', ...chosen] = process.argv.slice(2)
for (const dialect of dialects) if (chosen.length === 0 || chosen.includes(dialect.name)) await fuzz(dialect)

async function fuzz(dialect: Dialect): Promise<void> {
  const slowest = { inProcess: { milliseconds: 0, told: '' }, isolated: { milliseconds: 0, told: '' } }
  let runs = 0
  let judged = 0
  const tried = await triedFor(dialect, withHardPatterns)
  const limit = Number(seconds) * 1000
  const result = fc.check(
    fc.property(tried, (one) => {
      runs++
      holdsFor(dialect, one, (what, milliseconds, policy, call) => {
        judged++
        const kind = policy.needsIsolation ? slowest.isolated : slowest.inProcess
        if (milliseconds <= Math.max(kind.milliseconds, noticeable)) return
        const best = Math.min(milliseconds, again(dialect, one, what, call), again(dialect, one, what, call))
        if (best > kind.milliseconds) keep(kind, best, dialect, one, what, call)
      })
    }),
    { numRuns: 100_000_000, interruptAfterTimeLimit: limit, markInterruptAsFailure: false },
  )
  console.log(`${dialect.name}: ${runs} policies, ${judged} judgements, seed ${result.seed}`)
  for (const [name, { milliseconds, told }] of Object.entries(slowest)) {
    console.log(
      `  slowest ${name}: ${milliseconds < noticeable ? `below ${noticeable}` : milliseconds.toFixed(1)} ms${told}`,
    )
  }
  if (!result.failed) return
  process.exitCode = 1
  console.log(fc.defaultReportMessage(result))
}

function again(
  dialect: Dialect,
  { document, further, given }: Tried,
  what: 'evaluate' | 'explain',
  call: Call,
): number {
  const policy = dialect.compile(dialect.load(document, further))
  const start = performance.now()
  policy[what](call, given, null)
  return performance.now() - start
}

/** Remembers a judgement with the text of the rule that takes longest. */
function keep(slowest: Slowest, best: number, dialect: Dialect, one: Tried, what: string, call: Call): void {
  const policy = dialect.compile(dialect.load(one.document, one.further))
  const timed = policy.rules.map(({ label, range, document }, rule) => {
    const start = performance.now()
    policy.match(rule, call, one.given)
    const text = (document === 0 ? one.document : one.further[document - 1])?.text.slice(range.start, range.end) ?? ''
    return { label, text, milliseconds: performance.now() - start }
  })
  const longest = timed.sort((a, b) => b.milliseconds - a.milliseconds)[0]
  const rule = longest
    ? `${longest.milliseconds.toFixed(1)} ms of it ${longest.label}: ${longest.text.slice(0, 600)}`
    : ''
  const args =
    typeof call.args === 'string'
      ? call.args
      : JSON.stringify(call.args, (_, v) => (typeof v === 'bigint' ? `${v}` : v))
  slowest.milliseconds = best
  slowest.told = ` (${what})\n    ${rule}\n    on ${call.tool.slice(0, 80)} ${args?.length ?? 0} characters: ${args?.slice(0, 200)}`
}

/** Puts a hard pattern in the place of one of the quoted texts of a policy, most of the time. */
function withHardPatterns(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(texts, fc.constantFrom(...hard), fc.nat(), fc.nat(3)).map(([text, pattern, at, times]) => {
    let altered = text
    for (let i = 0; i < times; i++) {
      const quoted = [...altered.matchAll(/(["'])(?:(?!\1)[^\\\n])*\1/g)]
      const found = quoted[(at + i * 7) % (quoted.length || 1)]
      if (found === undefined) return altered
      const put = found[1] === "'" ? `'${pattern.replaceAll('\\\\', '\\')}'` : `"${pattern}"`
      altered = altered.slice(0, found.index) + put + altered.slice(found.index + found[0].length)
    }
    return altered
  })
}
