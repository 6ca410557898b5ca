import type { Level } from './words.ts'

const shell = ['shell.*', 'bash', 'cmd.*', 'powershell.*', 'exec.*']
const shellInside = ['*.shell.*', '*.bash', '*.cmd.*', '*.powershell.*', '*.exec.*']
const fetching = ['http_fetch', 'fetch_url', 'web_search', 'request']

const denyShell = [...shell, ...shellInside].map((glob) => ({ glob, label: 'Block destructive shell' }))
const denyFetching = [...fetching, ...fetching.map((name) => `*.${name}`)].map((glob) => ({
  glob,
  label: 'Block fetch-shaped tools',
}))

/** The autonomy levels as documents of this dialect, ready to be written out and edited. */
export const levels: Readonly<Record<Level, string>> = {
  tight: levelText('tight', 'Denies by default: add `allow` rules for the tools that agents may use.', 'deny', [
    ...denyShell,
    ...denyFetching,
  ]),
  balanced: levelText('balanced', 'Lets everything but shells through, and looks at all of it.', 'audit', denyShell),
  permissive: [
    '# Autonomy level `permissive`: no policy, everything is observed.',
    'orca: 1',
    'workspace:',
    '  observe_mode: true',
    '  autonomy: permissive',
    'policies: []',
    '',
  ].join('\n'),
}

function levelText(
  level: Level,
  what: string,
  defaultVerdict: 'audit' | 'deny',
  denied: readonly { readonly glob: string; readonly label: string }[],
): string {
  const rules = denied.flatMap(({ glob, label }, index) => [
    `      - priority: ${10 + index}`,
    `        label: ${label}`,
    `        tool_name_glob: '${glob}'`,
    '        verdict: deny',
  ])
  return [
    `# Autonomy level \`${level}\`. ${what}`,
    'orca: 1',
    'workspace:',
    '  observe_mode: false',
    `  autonomy: ${level}`,
    'policies:',
    `  - name: autonomy_${level}`,
    '    is_default: true',
    `    default_verdict: ${defaultVerdict}`,
    '    rules:',
    ...rules,
    '',
  ].join('\n')
}
