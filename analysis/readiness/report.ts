import { amount } from '../amount.ts'
import { escapeMarkdown } from '../explainMarkdown.ts'
import { code } from '../language/describe.ts'
import type { Evidence, Readiness, WouldBe } from './readiness.ts'

/** The report in plain lines, for a terminal or a dialog: the answer first, then what it rests on. */
export function readinessLines(name: string, readiness: Readiness): string[] {
  const { blocking, advice, evidence } = readiness
  return [
    headline(name, readiness),
    ...blocking.map((reason) => `  ✗ ${reason}`),
    observedLine(evidence),
    ...evidence.tried.wouldBe.flatMap((each) => [
      `  ${ruleOf(each)}: ${doing(each)} ${amount(each.count, 'call')}`,
      ...each.examples.map(({ call }) => `      ${call}`),
    ]),
    testLine(evidence),
    ...advice.map((each) => `  · ${each}`),
  ]
}

/** The same as a markdown document. */
export function readinessMarkdown(name: string, readiness: Readiness): string {
  const { blocking, advice, evidence } = readiness
  const rows = evidence.tried.wouldBe.map((each) => {
    const examples = each.examples.map(({ call }) => codeCell(call)).join('<br>')
    return `| ${escapeMarkdown(ruleOf(each))} | ${doing(each)} | ${each.count.toLocaleString('en')} | ${examples} |`
  })
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map((line) => `- ${escapeMarkdown(line)}`), '']
  return [
    `# ${escapeMarkdown(headline(name, readiness))}`,
    '',
    ...list('What stands in the way', blocking),
    '## What was observed',
    '',
    escapeMarkdown(observedLine(evidence)),
    '',
    ...(rows.length === 0
      ? []
      : ['| rule | under enforcement | calls | for example |', '| --- | --- | ---: | --- |', ...rows, '']),
    ...list('What to know', [testLine(evidence), ...advice]),
  ].join('\n')
}

function headline(name: string, { state, blocking }: Readiness): string {
  if (state === 'ready') return `Nothing stands in the way of enforcing ${name}`
  return `${name} is not ready to be enforced: ${amount(blocking.length, 'reason')}`
}

function observedLine({ tried, observed }: Evidence): string {
  if (tried.calls === 0) return 'No call of this policy was recorded in the window.'
  const distinct = tried.distinct === null ? '' : ` (${tried.distinct.toLocaleString('en')} distinct)`
  const stopped = tried.wouldBe.reduce((sum, { count }) => sum + count, 0)
  const when =
    observed === null
      ? ', recorded for other policies only'
      : ` from ${minute(observed.first)} to ${minute(observed.last)} UTC`
  return `${amount(tried.calls, 'call')}${distinct}${when}; enforcement would change ${stopped.toLocaleString('en')} of them.`
}

function testLine({ tests }: Evidence): string {
  if (tests.run === 0) return 'No test was run.'
  const failed = tests.failing.length
  return failed === 0 ? `${amount(tests.run, 'test')} passed.` : `${failed} of ${amount(tests.run, 'test')} failed.`
}

function ruleOf({ rule }: WouldBe): string {
  return rule ?? 'by default'
}

const doings = {
  deny: 'would deny',
  require_approval: 'would ask before',
  redact: 'would redact',
  warn: 'would warn of',
  error: 'could not decide and would block',
} as const

function doing({ effect }: WouldBe): string {
  return doings[effect]
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ')
}

/** Code in a cell of a table, where a bar would end the cell. */
function codeCell(text: string): string {
  return code(text).replaceAll('|', '\\|')
}
