// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the snippet syntax
import type { LanguageName } from './roles.ts'

/** A whole item to begin with. */
export interface Template {
  readonly label: string
  readonly meaning: string
  /** Where it belongs: the end of the list's path. */
  readonly list: string
  /** Lines in snippet syntax, relative to the item's first key. */
  readonly lines: readonly string[]
  /** The same as JSON, where the dialect's documents are JSON as a rule. */
  readonly json?: readonly string[]
}

const actions = '${2|deny,require_approval,allow|}'

const templates: Readonly<Partial<Record<LanguageName, readonly Template[]>>> = {
  'agent-assembly-sandbox': [
    {
      label: 'rule on a command',
      meaning: 'Decides calls whose command line a regular expression finds.',
      list: 'rules',
      lines: [
        'name: ${1:no-forced-removal}',
        '# test: bash {command: ${5:rm -rf /}} => $2',
        `action: ${actions}`,
        'match:',
        '  tool_name: ${3:bash}',
        '  command_pattern: ${4:rm\\\\s+-rf}',
      ],
    },
    {
      label: 'rule that redacts',
      meaning: 'Replaces what a regular expression finds in what a tool returned.',
      list: 'rules',
      lines: [
        'name: ${1:keys-in-output}',
        'action: redact',
        'match:',
        '  output_contains_pattern: ${2:AKIA[0-9A-Z]{16\\}}',
      ],
    },
    {
      label: 'override for agents',
      meaning: 'Another mode for the agents whose names match.',
      list: 'agent_overrides',
      lines: ['agent_glob: ${1:night-*}', 'enforcement_mode: ${2|enforce,observe,disabled|}'],
    },
  ],
  edictum: [
    {
      label: 'contract before a call',
      meaning: 'Looks at a call before it runs (`kind: ContractBundle`).',
      list: 'contracts',
      lines: [
        'id: ${1:block-dotenv}',
        'type: pre',
        'tool: ${2:read_file}',
        'when:',
        '  args.${3:path}: {contains: ${4:.env}}',
        'then:',
        '  effect: ${5|deny,approve|}',
        '  message: ${6:{args.path\\} is not to be read}',
      ],
    },
    {
      label: 'contract on an output',
      meaning: 'Looks at what a tool returned (`kind: ContractBundle`).',
      list: 'contracts',
      lines: [
        'id: ${1:no-keys}',
        'type: post',
        'tool: "${2:*}"',
        'when:',
        '  output.text: {matches: ${3:AKIA}}',
        'then:',
        '  effect: ${4|warn,redact,deny|}',
        '  message: ${5:a key was in the output}',
      ],
    },
    {
      label: 'rule before a call',
      meaning: 'Looks at a call before it runs (`kind: Ruleset`).',
      list: 'rules',
      lines: [
        'id: ${1:block-dotenv}',
        'type: pre',
        'tool: ${2:read_file}',
        'when:',
        '  args.${3:path}: {contains: ${4:.env}}',
        'then:',
        '  action: ${5|block,ask|}',
        '  message: ${6:{args.path\\} is not to be read}',
      ],
    },
  ],
  capfence: [
    ...['deny', 'require_approval', 'allow'].map((list) => ({
      label: `conditional rule (${list})`,
      meaning: 'A capability, and what must hold of the call beside it.',
      list,
      lines: ['capability: ${1:shell.execute}', 'contains: ${2:rm -rf}'],
    })),
    {
      label: 'rule with an action',
      meaning: 'A rule in the older form, which brings its own action.',
      list: 'rules',
      lines: ['capability: ${1:shell.execute}', 'action: ${2|deny,require_approval,warn,allow|}'],
    },
  ],
  safeclaw: [
    {
      label: 'rule',
      meaning: 'Decides one kind of action; the first rule that matches counts.',
      list: 'rules',
      lines: [
        'name: ${1:no-dotenv}',
        'action: ${2|file_read,file_write,shell_exec,network|}',
        'conditions:',
        '  ${3|path,command,url|}: {${4|contains,starts_with,ends_with,equals,matches|}: ${5:.env}}',
        'effect: ${6|DENY,REQUIRE_APPROVAL,ALLOW|}',
      ],
    },
  ],
  orca: [
    {
      label: 'rule',
      meaning: 'Decides calls by tool and arguments; lower priorities are looked at first.',
      list: 'rules',
      lines: [
        'priority: ${1:10}',
        'label: ${2:no shell}',
        'stage: ${3|mcp,response,inbound,egress|}',
        'tool_name_glob: "${4:*.exec}"',
        'verdict: ${5|deny,audit,pending_approval,allow|}',
      ],
    },
    {
      label: 'policy',
      meaning: 'A firewall policy with rules of its own.',
      list: 'policies',
      lines: ['name: ${1:team}', 'is_default: true', 'shadow_mode: true', 'rules: []$0'],
    },
  ],
  'safeclaw-json': [conditional(['any', 'all'], ['action.resource', 'action.type'])],
  authensor: [conditional(['all', 'any', 'not'], ['action.type', 'action.resource', 'principal.id'])],
  test: [
    {
      label: 'test case',
      meaning: 'One call, and what the policy should say of it.',
      list: 'cases',
      lines: [
        'name: ${1:what it shows}',
        'call:',
        '  tool: ${2:bash}',
        '  args: {${3:command: ls}}',
        'expect: ${4|deny,allow,require_approval,redact,warn|}',
      ],
    },
  ],
}

/** A rule of the dialects that compare fields by operators. */
function conditional(groups: readonly string[], fields: readonly string[]): Template {
  const [group, field] = [groups.slice(0, 2).join(','), fields.join(',')]
  const operators = 'startsWith,contains,eq,in,matches'
  return {
    label: 'rule',
    meaning: 'Decides calls whose fields compare as it says.',
    list: 'rules',
    lines: [
      'id: ${1:no-dotenv}',
      'effect: ${2|deny,require_approval,allow|}',
      'condition:',
      `  \${3|${group}|}:`,
      `    - {field: \${4|${field}|}, operator: \${5|${operators}|}, value: \${6:.env}}`,
    ],
    json: [
      '{',
      '  "id": "${1:no-dotenv}",',
      '  "effect": "${2|deny,require_approval,allow|}",',
      '  "condition": {',
      `    "\${3|${group}|}": [{"field": "\${4|${field}|}", "operator": "\${5|${operators}|}", "value": "\${6:.env}"}]`,
      '  }',
      '}',
    ],
  }
}

/** The whole items that may stand in the list at the end of `path`. */
export function templatesFor(language: LanguageName, path: readonly string[]): readonly Template[] {
  return (templates[language] ?? []).filter(({ list }) => list === path.at(-1))
}
