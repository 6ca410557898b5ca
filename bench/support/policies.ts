import type { DialectName } from '../../evaluator/policy.ts'

type Make = (count: number, from: number) => string

/**
 * Policies of `count` rules, each in its dialect's own manner and alike in what they ask: of eight rules four are about
 * commands (one of them whatever the tool), two about files that are read, one about files that are written, and one about
 * hosts; each has a text of its own. The rules are numbered on from `from`.
 */
export const policyTexts: Readonly<Partial<Record<DialectName, Make>>> = {
  'agent-assembly-sandbox': (count, from) =>
    `name: bench\nenforcement_mode: enforce\nrules:\n${list(count, from, (i) => {
      const tool = pick(i, ['bash', '[bash, shell]', 'bash', '"*"', 'read_file', '"read_*"', 'write_file', 'web_fetch'])
      const pattern = `rm +-rf +/srv/${i}\\b`
      return `  - name: rule-${i}\n    action: ${pick(i, ['deny', 'require_approval'])}\n    match: {tool_name: ${tool}, command_pattern: '${pattern}'}\n`
    })}`,
  'agent-assembly': (count, from) =>
    `version: "1"\ndata:\n  sensitive_patterns: ['rm +-rf +/srv/7\\b', 'secret-[0-9]+']\ntools:\n${list(
      count,
      from,
      (i) => {
        const tool = i < 4 ? ['Bash', 'Read', 'Write', 'WebFetch'][i] : `tool_${i}`
        const field = pick(i, ['command', 'file_path', 'file_path', 'url'])
        return `  ${tool}:\n    allow: true\n    requires_approval_if: 'args.${field} contains "/srv/${i}/" OR args.${field} starts_with "rm"'\n`
      },
    )}`,
  edictum: (count, from) =>
    `apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: bench}\ndefaults: {mode: enforce}\ncontracts:\n${list(
      count,
      from,
      (i) => {
        const tool = pick(i, ['Bash', 'Bash', 'Bash', '"*"', 'Read', 'Read', 'Write', 'WebFetch'])
        const text = pick(i, [`{matches: 'rm +-rf +/srv/${i}\\b'}`, `{contains: 'rm -rf /srv/${i}/'}`])
        const files = `{args.file_path: {contains: '/secret-${i}/'}}`
        const whens = [`{args.command: ${text}}`, files, files, `{args.url: {contains: 'host${i}.example.net'}}`]
        const when = whens[[0, 0, 0, 0, 1, 1, 2, 3][i % 8] ?? 0]
        return `  - id: rule-${i}\n    type: pre\n    tool: ${tool}\n    when: ${when}\n    then: {effect: deny, message: "No {tool.name} on this: {args.command}"}\n`
      },
    )}`,
  capfence: (count, from) =>
    `deny:\n${list(count, from, (i) => {
      const capability = pick(i, ['shell.execute', 'shell.*', 'shell.execute', '"*"', ...files, 'network.request'])
      const clause = pick(i, [
        `contains: "rm -rf /srv/${i}/"`,
        `match_regex: "rm +-rf +/srv/${i}/"`,
        `match_keywords: [drop-${i}, truncate-${i}]`,
        `contains: "rm -rf /srv/${i}/"`,
        `path_prefix: /etc/secret-${i}/`,
        `contains: "/secret-${i}/"`,
        `contains: "/secret-${i}/"`,
        `contains: "host${i}.example.net"`,
      ])
      return `  - capability: ${capability}\n    ${clause}\n`
    })}allow:\n  - capability: "*"\n`,
  safeclaw: (count, from) =>
    `mode: enforce\nrules:\n${list(count, from, (i) => {
      const action = pick(i, [
        'shell_exec',
        'shell_exec',
        'shell_exec',
        'shell_exec',
        'file_read',
        'file_read',
        'file_write',
        'network',
      ])
      const condition = pick(i, [
        `command: {starts_with: "rm -rf /srv/${i}/"}`,
        `command: {contains: "rm -rf /srv/${i}/"}`,
        `command: {matches: "rm +-rf +/srv/${i}/"}`,
        `command: {equals: "rm -rf /srv/${i}/"}`,
        `path: {contains: "/secret-${i}/"}`,
        `path: {starts_with: "/etc/secret-${i}/"}`,
        `path: {contains: "/secret-${i}/"}`,
        `url: {contains: "host${i}.example.net"}`,
      ])
      return `  - name: rule-${i}\n    action: ${action}\n    conditions: {${condition}}\n    effect: DENY\n`
    })}`,
  orca: (count, from) =>
    `orca: 1\npolicies:\n  - name: bench\n    enabled: true\n    is_default: true\n    default_verdict: audit\n    rules:\n${list(
      count,
      from,
      (i) => {
        const tool = pick(i, [
          'shell.exec',
          'shell.*',
          'shell.exec',
          '"*"',
          'file.read',
          'file.*',
          'file.write',
          'http_fetch',
        ])
        const clause = pick(i, [
          `{path: $.command, op: contains, value: "rm -rf /srv/${i}/"}`,
          `{path: $.command, op: regex, value: "rm +-rf +/srv/${i}/"}`,
          `{path: $.command, op: contains, value: "rm -rf /srv/${i}/"}`,
          `{path: $.command, op: eq, value: "rm -rf /srv/${i}/"}`,
          `{path: $.file_path, op: contains, value: "/secret-${i}/"}`,
          `{path: $.file_path, op: contains, value: "/secret-${i}/"}`,
          `{path: $.file_path, op: regex, value: "/secret-${i}/"}`,
          `{path: $.url, op: contains, value: "host${i}.example.net"}`,
        ])
        return `      - priority: ${i}\n        verdict: deny\n        label: rule-${i}\n        stage: response\n        tool_name_glob: ${tool}\n        args_match:\n          clauses: [${clause}]\n`
      },
    )}`,
  'safeclaw-json': simulatorRules,
  authensor: jsonRules,
}

const files = ['filesystem.read', 'filesystem.*', 'filesystem.write']

function jsonRules(count: number): string {
  const rules = Array.from({ length: count }, (_, i) => ({
    id: `rule-${i}`,
    name: `rule ${i}`,
    effect: 'deny',
    condition: {
      all: [
        {
          field: 'action.type',
          operator: 'startsWith',
          value: pick(i, ['code', 'filesystem', 'filesystem', 'network']),
        },
        { field: 'action.resource', operator: 'contains', value: `/srv/${i}/` },
      ],
    },
  }))
  return JSON.stringify({ id: 'bench', name: 'bench', version: '1.0.0', defaultEffect: 'allow', rules }, null, 2)
}

/** The same rules as the simulator with the same look reads them: it knows no names, and numbers its versions otherwise. */
function simulatorRules(count: number): string {
  const rules = Array.from({ length: count }, (_, i) => ({
    id: `rule-${i}`,
    effect: 'deny',
    description: `rule ${i}`,
    condition: {
      all: [
        {
          field: 'action.type',
          operator: 'startsWith',
          value: pick(i, ['code', 'filesystem', 'filesystem', 'network']),
        },
        pick(i, [
          { field: 'action.resource', operator: 'contains', value: `/srv/${i}/` },
          { field: 'action.resource', operator: 'matches', value: `rm +-rf +/srv/${i}/` },
        ]),
      ],
    },
  }))
  return JSON.stringify({ id: 'bench', name: 'bench', version: 'v1', defaultEffect: 'allow', rules }, null, 2)
}

function pick<Choice>(index: number, choices: readonly Choice[]): Choice {
  return choices[index % choices.length] as Choice
}

function list(count: number, from: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(from + index)).join('')
}
