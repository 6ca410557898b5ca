import type { AgreementRow } from '../../audit/agreement.ts'
import { escapeMarkdown } from '../explainMarkdown.ts'
import { code } from '../language/describe.ts'

/** How a version that is observed alongside compares with the live policy on the calls that both judged. */
export interface Agreement {
  readonly calls: number
  readonly agreeing: number
  /** Calls by what the live policy said, and what the candidate said. */
  readonly table: readonly AgreementCell[]
  /** What the two say differently, the most frequent first. */
  readonly divergences: readonly Divergence[]
}

export interface AgreementCell {
  readonly live: string
  readonly candidate: string
  readonly calls: number
}

/** One way in which the two differ, with calls that show it. */
export interface Divergence extends AgreementCell {
  /** Null where no rule decided. */
  readonly liveRule: string | null
  readonly candidateRule: string | null
  readonly examples: readonly string[]
}

/** Sums up pairs of decisions; `callOf` says an event's call in a few words. Two agree when their effects do. */
export function agreementFrom(rows: readonly AgreementRow[], callOf: (eventId: string) => string | null): Agreement {
  const cells = new Map<string, AgreementCell>()
  for (const { liveEffect: live, candidateEffect: candidate, calls } of rows) {
    const key = `${live} ${candidate}`
    cells.set(key, { live, candidate, calls: (cells.get(key)?.calls ?? 0) + calls })
  }
  const table = [...cells.values()].sort((a, b) => b.calls - a.calls)
  const sum = (of: readonly AgreementCell[]) => of.reduce((total, { calls }) => total + calls, 0)
  return {
    calls: sum(table),
    agreeing: sum(table.filter(({ live, candidate }) => live === candidate)),
    table,
    divergences: rows
      .filter((row) => row.liveEffect !== row.candidateEffect)
      .map((row) => ({
        live: row.liveEffect,
        candidate: row.candidateEffect,
        calls: row.calls,
        liveRule: row.liveRule || null,
        candidateRule: row.candidateRule || null,
        examples: row.examples.flatMap((id) => callOf(id) ?? []),
      })),
  }
}

/** The agreement as plain lines. */
export function agreementLines(name: string, agreement: Agreement): string[] {
  const { calls, agreeing, divergences } = agreement
  if (calls === 0) return [`No call was judged by ${name} and its candidate yet.`]
  return [
    `${name} and its candidate agree on ${agreeing} of ${calls} ${calls === 1 ? 'call' : 'calls'}.`,
    ...divergences.flatMap((each) => [
      `  ${each.calls} × ${said(each.live, each.liveRule)} → ${said(each.candidate, each.candidateRule)}`,
      ...each.examples.map((call) => `      ${call}`),
    ]),
  ]
}

/** The same as a markdown document with the table of effects. */
export function agreementMarkdown(name: string, agreement: Agreement): string {
  const [head = '', ...rest] = agreementLines(name, agreement)
  const { table, divergences } = agreement
  if (rest.length === 0 && table.length === 0) return `# ${escapeMarkdown(head)}\n`
  const cells = table.map(({ live, candidate, calls }) => `| ${live} | ${candidate} | ${calls} |`)
  const ways = divergences.map((each) => {
    const shown = each.examples.map((call) => code(call).replaceAll('|', '\\|')).join('<br>')
    const from = escapeMarkdown(said(each.live, each.liveRule))
    return `| ${from} | ${escapeMarkdown(said(each.candidate, each.candidateRule))} | ${each.calls} | ${shown} |`
  })
  return [
    `# ${escapeMarkdown(head)}`,
    '',
    '| live | candidate | calls |',
    '| --- | --- | ---: |',
    ...cells,
    '',
    ...(ways.length === 0
      ? []
      : [
          '## Where they differ',
          '',
          '| live | candidate | calls | for example |',
          '| --- | --- | ---: | --- |',
          ...ways,
          '',
        ]),
  ].join('\n')
}

function said(effect: string, rule: string | null): string {
  return rule === null ? effect : `${effect} by ${rule}`
}
