import { agentAssemblyCodes } from './codes/agentAssembly.ts'
import { capfenceCodes } from './codes/capfence.ts'
import { edictumCodes } from './codes/edictum.ts'
import type { CodeInfo } from './codes/entry.ts'
import { generalCodes } from './codes/general.ts'
import { jsonCodes } from './codes/json.ts'
import { orcaCodes } from './codes/orca.ts'
import { safeclawCodes } from './codes/safeclaw.ts'
import { sandboxCodes } from './codes/sandbox.ts'

export type { CodeInfo } from './codes/entry.ts'

/** Every diagnostic code there is; `docs/diagnostics/` is made from this table. */
export const codes = {
  ...generalCodes,
  ...sandboxCodes,
  ...agentAssemblyCodes,
  ...edictumCodes,
  ...capfenceCodes,
  ...safeclawCodes,
  ...jsonCodes,
  ...orcaCodes,
}

export type Code = keyof typeof codes

/** What is known of a code; undefined for a word that is none. */
export function codeInfo(code: string): CodeInfo | undefined {
  return Object.hasOwn(codes, code) ? codes[code as Code] : undefined
}

/** What a person reads of a code: title, meaning and what to do, how to silence it. Markdown. */
export function codeMarkdown(code: Code): string {
  const { title, says, severity, fixable, offByDefault, dialects }: CodeInfo = codes[code]
  const among = dialects.length === 0 ? '' : ` · ${dialects.join(', ')}`
  const fix = fixable ? 'There is a quick fix for some or all findings of this kind.\n\n' : ''
  return `# ${title}

\`${code}\` · ${severity}${among}

${says}

${fix}${offByDefault ? wanting(code, severity) : silencing(code, dialects)}
`
}

function wanting(code: Code, severity: string): string {
  return `It is off unless the setting \`"rehearsal.diagnostics.severity": {"${code}": "${severity}"}\` asks for it.`
}

function silencing(code: Code, dialects: CodeInfo['dialects']): string {
  const setting = `The setting \`"rehearsal.diagnostics.severity": {"${code}": "off"}\` silences it everywhere; \`hint\`, \`information\`, \`warning\` and \`error\` change how much weight it has.`
  if (dialects.length === 0) return setting
  return `To silence one finding, write \`# rehearsal-disable-next-line ${code}\` above its line, or \`# rehearsal-disable-line ${code}\` behind it; \`# rehearsal-disable-file ${code}\` silences a whole document. ${setting}`
}
