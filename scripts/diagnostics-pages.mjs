import { codeMarkdown, codes } from '../analysis/codes.ts'

/** File name → text of every page under `docs/diagnostics/`. */
export function diagnosticPages() {
  const names = Object.keys(codes).sort()
  const pages = names.map((code) => [`${code}.md`, codeMarkdown(code)])
  return new Map([...pages, ['README.md', list(names)]])
}

function list(names) {
  const rows = names.map((code) => {
    const { severity, title, fixable } = codes[code]
    return `| [\`${code}\`](${code}.md) | ${severity} | ${title} | ${fixable ? 'yes' : ''} |`
  })
  return `# Diagnostics

Every diagnostic has a code, a page, and can be silenced by a comment or the setting \`rehearsal.diagnostics.severity\`.
What an engine refuses is an error; everything that Rehearsal adds of its own is a warning, information or a hint.

| code | severity | what | quick fix |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}
