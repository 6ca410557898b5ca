import { policies } from '../support/opened.ts'

/** Texts that people and attackers have broken other servers with: each under its name. */
export function hostileTexts(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({
      ...aliases(),
      ...nesting(),
      ...patterns(),
      ...sizes(),
      ...characters(),
      ...kindsOfYaml(),
    }),
  )
}

/** The texts of the corpus that are no policy of any dialect, so that there is nothing to say of them. */
export const noPolicies: ReadonlySet<string> = new Set([
  'an alias bomb in a denial',
  'flow maps 10,000 deep, unclosed',
  'flow maps 50,000 deep with a value in each',
  'JSON 10,000 deep',
  'carriage returns alone',
  'line breaks of YAML 1.1',
  'nothing at all',
  'a colon',
  'a directive without a document',
  'markers of documents in scalars',
  'comments alone',
  'a root that is a list',
  'a root that is a text',
  'a root that is a block scalar',
])

/** Where an editor would have opened a text of the corpus: its ending says what it is. */
export function uriOfHostile(name: string, text: string, index: number): string {
  const ending = name.includes('test file') ? 'test.yaml' : text.startsWith('{') ? 'json' : 'yaml'
  return `file:///w/hostile-${index}.${ending}`
}

const sandbox = (rest: string) => `name: p\nenforcement_mode: observe\nrules:\n${rest}`
const edictum = (when: string) =>
  `apiVersion: edictum/v1\nkind: Ruleset\nmetadata: {name: v}\ndefaults: {mode: observe}\nrules:\n  - id: a\n    type: pre\n    tool: bash\n    when: ${when}\n    then: {action: block, message: m}\n`

/** Levels of aliases, each ten times the one before. */
function bomb(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) => {
    const items = level === 0 ? Array(10).fill('lol') : Array(10).fill(`*a${level - 1}`)
    return `a${level}: &a${level} [${items.join(', ')}]\n`
  })
  return lines.join('')
}

function aliases(): Record<string, string> {
  const chain = Array.from({ length: 30 }, (_, i) => `m${i}: &m${i}\n  <<: *m${i - 1}\n  k${i}: v\n`).slice(1)
  return {
    'an alias bomb of 7 levels': `${bomb(7)}${policies.sandbox}`,
    'an alias bomb of 10 levels': `${bomb(10)}${policies.sandbox}`,
    'an alias bomb of 10 levels as rules': `${bomb(10)}name: p\nenforcement_mode: observe\nrules: *a9\n`,
    'an alias bomb in a contract': `${bomb(10)}${edictum('*a9')}`,
    'an alias bomb as an operand': `${bomb(10)}${edictum('{args.path: {in: *a9}}')}`,
    'an alias bomb in metadata': `${bomb(10)}${policies.edictum.replace('{name: v}', '{name: v, tags: *a9}')}`,
    'an alias bomb as a condition': `${bomb(10)}deny:\n  - {capability: shell.execute, contains: *a9}\n  - {capability: shell.execute, other: *a9}\n`,
    'an alias bomb in a list of words': `${bomb(10)}${policies.safeclaw.replace('{contains: .env}', '{in: *a9}')}`,
    'an alias bomb as a value': `${bomb(10)}${policies.orca.replace('value: rm', 'value: *a9')}`,
    'an alias bomb in a section': `${bomb(10)}${policies.agentAssembly.replace("['AKIA[0-9A-Z]+']", '*a9')}`,
    'an alias bomb in a condition': `${bomb(10)}${policies.authensor.replace('value: env', 'value: *a9')}`,
    'an alias bomb in a denial': `${bomb(10)}deny: *a9\n`,
    'an alias bomb in clauses': `${bomb(10)}${policies.orca.replace('clauses: [', 'clauses: [*a9, ')}`,
    'an alias bomb in a test file': `${bomb(10)}policy: p.yaml\ncases:\n  - call: {tool: bash, args: {a: *a9}}\n    expect: deny\n`,
    'a chain of 30 merges': `m0: &m0 {k: v}\n${chain.join('')}deny:\n  - <<: *m29\n    capability: shell.execute\n`,
    'a node that holds itself': `name: &p [*p]\nenforcement_mode: observe\nrules: &r\n  - *r\n`,
    'an alias that names nothing': `name: *nobody\nenforcement_mode: observe\nrules: []\n`,
    'ten thousand anchors': sandbox(
      Array.from({ length: 10_000 }, (_, i) => `  - &r${i} {name: r${i}, action: deny}\n`).join(''),
    ),
  }
}

function nesting(): Record<string, string> {
  const flow = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  const block = (depth: number) => Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}a:\n`).join('')
  const nots = (depth: number) => `${'{not: '.repeat(depth)}{args.path: {exists: true}}${'}'.repeat(depth)}`
  return {
    'flow lists 1,000 deep': `rules: ${flow(1_000)}\nenforcement_mode: observe\n`,
    'flow lists 10,000 deep': `rules: ${flow(10_000)}\nenforcement_mode: observe\n`,
    'flow maps 10,000 deep, unclosed': `rules:\n  - ${'{a: '.repeat(10_000)}`,
    'flow maps 50,000 deep with a value in each': `rules:\n  - ${'{b: 1, a: '.repeat(50_000)}`,
    '10,000 unclosed brackets': `enforcement_mode: observe\nrules: ${'['.repeat(10_000)}`,
    '100,000 unclosed brackets': `enforcement_mode: observe\nrules: ${'['.repeat(100_000)}`,
    'block maps 1,000 deep': `enforcement_mode: observe\nrules:\n${block(1_000)}`,
    'JSON 10,000 deep': `{"id": "p", "version": "v1", "defaultEffect": "deny", "rules": ${flow(10_000)}}`,
    'JSON 100,000 deep, unclosed': `{"id": "p", "version": "v1", "defaultEffect": "deny", "rules": ${'['.repeat(100_000)}`,
    'a condition 300 deep': edictum(nots(300)),
    'a condition 3,000 deep': edictum(nots(3_000)),
    'lists of dashes 5,000 deep': `enforcement_mode: observe\nrules:\n  ${'- '.repeat(5_000)}a\n`,
    'an expression of 20,000 parts': policies.agentAssembly.replace(
      'args.command',
      `${'args.a == 1 AND '.repeat(20_000)}args.command`,
    ),
    'an expression of 20,000 parentheses': policies.agentAssembly.replace(
      'args.command',
      `${'('.repeat(20_000)}args.command`,
    ),
    'a path of 50,000 steps': policies.orca.replace('$.command', `$${'.a'.repeat(50_000)}`),
  }
}

const slow = ['^(a+)+$', '(a|a)*b', '^(a|b|ab)*$', '(.*)*x', '(a*)*(a*)*(a*)*c', '^(?:(a+)+|b)*z']

function patterns(): Record<string, string> {
  const attack = `${'a'.repeat(40)}!`
  const asked = (pattern: string, length: number) =>
    sandbox(
      `  # test: bash {command: ${'a'.repeat(length)}!} => allow\n  - name: slow\n    action: deny\n    match: {command_pattern: '${pattern}'}\n`,
    )
  return {
    ...Object.fromEntries(slow.map((pattern) => [`the pattern ${pattern}`, asked(pattern, 32)])),
    'exponential patterns of Python': `# test: bash {path: ${attack}} => allow\n${edictum(`{args.path: {matches_any: [${slow.map((each) => `'${each}'`).join(', ')}]}}`)}`,
    'a back-reference that has to be tried': `# test: bash {path: ${attack}} => allow\n${edictum("{args.path: {matches: '^(a+)+\\1$'}}")}`,
    'a look-ahead that has to be tried': `# test: bash {path: ${attack}} => allow\n${edictum("{args.path: {matches: '^(?=(a+)+$)b'}}")}`,
    'exponential patterns of capfence': `# test: shell.execute {command: ${attack}} => deny\ndeny:\n${slow.map((each) => `  - {capability: shell.execute, match_regex: '${each}'}\n`).join('')}`,
    'exponential patterns of JavaScript': `# test: bash {command: ${attack}} => deny\n${policies.authensor.replace('value: env', `value: '${slow[0]}'`)}`,
    'a pattern of 100,000 alternatives': asked(Array.from({ length: 100_000 }, (_, i) => `a${i}`).join('|'), 32),
    'a pattern 20,000 groups deep': asked(`${'('.repeat(20_000)}a${')'.repeat(20_000)}`, 32),
    'a pattern that counts to a thousand thrice': asked('((a{1,1000}){1,1000}){1,1000}', 1_000),
    'a class of 50,000 characters': asked(
      `[${Array.from({ length: 50_000 }, (_, i) => String.fromCodePoint(0x4e00 + (i % 20_000))).join('')}]`,
      32,
    ),
    'a glob of 200 stars': policies.sandbox.replace('ba*', `${'*a'.repeat(200)}b`),
    'two hundred globs of 50 stars': sandbox(
      Array.from(
        { length: 200 },
        (_, i) => `  - {name: r${i}, action: deny, match: {tool_name: "${'*a'.repeat(50)}${i}"}}\n`,
      ).join(''),
    ),
  }
}

function sizes(): Record<string, string> {
  const mega = 'x'.repeat(1_000_000)
  return {
    'a plain scalar of a megabyte': policies.sandbox.replace('name: team', `name: ${mega}`),
    'a quoted scalar of a megabyte': policies.sandbox.replace('name: team', `name: "${mega}"`),
    'a folded scalar of a megabyte': policies.sandbox.replace('name: team', `name: >-\n${'  word\n'.repeat(150_000)}`),
    'a pattern of a megabyte': policies.sandbox.replace('rm\\s+-rf', mega),
    'a Python pattern of a megabyte': policies.edictum.replace("'\\.env$'", mega),
    'a mode of a megabyte': policies.sandbox.replace('observe', mega),
    'a key of a megabyte': `${policies.sandbox}? ${mega}\n: 1\n`,
    'a number of 200,000 digits': policies.orca.replace('priority: 1', `priority: ${'9'.repeat(200_000)}`),
    'a threshold of 200,000 digits': `deny:\n  - {capability: payment.send, amount_gt: ${'9'.repeat(200_000)}}\n`,
    'a number with a huge exponent': policies.agentAssembly.replace(
      'allow: true',
      'allow: true\n    limit_per_hour: 1e999999999',
    ),
    'a comment of a megabyte': `${policies.sandbox}# ${mega}\n`,
    'a test comment of a megabyte': `# test: bash {command: ${mega}} => deny\n${policies.sandbox}`,
    'a megabyte of line breaks': `${policies.sandbox}${'\n'.repeat(1_000_000)}`,
    'a megabyte of blanks': `${policies.sandbox}${' '.repeat(1_000_000)}`,
    'one line of a megabyte': JSON.stringify({
      id: 'p',
      version: 'v1',
      defaultEffect: 'deny',
      rules: Array.from({ length: 6_000 }, (_, i) => ({
        id: `r${i}`,
        effect: 'allow',
        condition: { any: [{ field: 'action.resource', operator: 'contains', value: `file-${i}` }] },
      })),
    }),
    '2,000 documents': `${policies.sandbox}---\n`.repeat(2_000),
    '200 conflicts of a merge': sandbox(
      Array.from({ length: 200 }, (_, i) => {
        const rule = (name: string) => `  - name: ${name}${i}\n    action: deny\n    match: {command_pattern: rm}\n`
        return `<<<<<<< HEAD\n${rule('ours')}=======\n${rule('theirs')}>>>>>>> branch\n`
      }).join(''),
    ),
    '20,000 keys in a map': `tools:\n${Array.from({ length: 20_000 }, (_, i) => `  tool_${i}: {allow: true}\n`).join('')}`,
    '20,000 keys in a flow map': `tools: {${Array.from({ length: 20_000 }, (_, i) => `tool_${i}: {allow: true}`).join(', ')}}\n`,
    '20,000 equal keys': `deny:\n  - capability: a.b\n${'    contains: x\n'.repeat(20_000)}`,
    '5,000 rules of one name': sandbox('  - {name: same, action: deny, match: {tool_name: bash}}\n'.repeat(5_000)),
    '5,000 rules with a mistake each': sandbox('  - {nmae: r, action: dney, match: {tool_nmae: bash}}\n'.repeat(5_000)),
    '2,000 test comments': sandbox(
      `${'  # test: bash {command: rm -rf /} => deny by no-rm\n'.repeat(2_000)}  - {name: no-rm, action: deny, match: {command_pattern: rm}}\n`,
    ),
    'a folder of schema mistakes': `rules: [1, null, "x", {}, [], {match: 1}, {match: {tool_name: {}}}]\nenforcement_mode: []\nname: {}\nagent_overrides: 1\n`,
  }
}

function characters(): Record<string, string> {
  const everywhere = (odd: string) =>
    `name: "${odd}"\nenforcement_mode: ${odd}\nrules:\n  - name: ${odd}\n    action: deny\n# ${odd}\n`
  return {
    'NUL characters': everywhere('a\u0000b'),
    'lone surrogates': everywhere('a\ud800b\udc00'),
    'lone surrogates in a pattern': policies.edictum.replace('\\.env', 'a\\ud800[\ud800-\udfff]'),
    'a NUL in a pattern': policies.sandbox.replace('rm\\s', 'a\u0000b'),
    'every control character': everywhere(
      String.fromCharCode(...Array.from({ length: 31 }, (_, i) => i + 1).filter((c) => c !== 10 && c !== 13)),
    ),
    'bidirectional overrides': everywhere('a\u202ecba\u2066'),
    'a byte-order mark': `\ufeff${policies.sandbox}`,
    'two byte-order marks': `\ufeff\ufeff${policies.sandbox}`,
    'carriage returns and line feeds': policies.sandbox.replaceAll('\n', '\r\n'),
    'carriage returns alone': policies.sandbox.replaceAll('\n', '\r'),
    'line breaks of YAML 1.1': policies.capfence.replaceAll('\n', '\u2028'),
    tabs: policies.sandbox.replaceAll('  ', '\t'),
    'nothing at all': '',
    'a colon': ':',
    'keys of the prototype': `__proto__: {rules: []}\nconstructor: 1\nname: p\nenforcement_mode: observe\nrules:\n  - __proto__: {action: deny}\n    name: toString\n    action: deny\n    match: {hasOwnProperty: x}\n`,
    'keys of the prototype in JSON':
      '{"__proto__": {"rules": []}, "id": "p", "version": "v1", "defaultEffect": "deny", "rules": [{"__proto__": 1, "id": "constructor", "effect": "toString"}]}',
    'a disabling comment with every code there is not': `# rehearsal-disable-file ${Array.from({ length: 2_000 }, (_, i) => `code-${i}`).join(', ')}\n${policies.sandbox}`,
  }
}

/** One small document for each thing that YAML allows and few people write, with the marks of a policy. */
function kindsOfYaml(): Record<string, string> {
  const kinds: Record<string, string> = {
    'a version directive': '%YAML 1.1\n---\nname: p\nenforcement_mode: observe\nrules: []\n...\n',
    'an unknown directive': '%SOMETHING else\n---\nrules: []\nenforcement_mode: observe\n',
    'a tag directive': '%TAG !e! tag:example.com,2026:\n---\nrules: !e!list []\nenforcement_mode: !!str observe\n',
    'a directive without a document': '%YAML 1.2\n',
    'local and verbatim tags': 'rules: !local []\nenforcement_mode: !<tag:yaml.org,2002:str> observe\n',
    'tags that do not fit': 'rules: !!map []\nenforcement_mode: !!int observe\nname: !!binary "not base64"\n',
    'complex keys': '? [a, b]\n: c\n? {d: e}\n: f\nrules: []\nenforcement_mode: observe\n',
    'empty keys and values': ': a\n? \n: \nrules:\nenforcement_mode:\n',
    'explicit keys over lines': '? enforcement_mode\n: observe\n? rules\n: - name: a\n    action: deny\n',
    'all block indicators':
      'rules:\n- |\n  a\n- |-\n  b\n- |+\n  c\n\n- >2\n    d\n- |1-\n  e\nenforcement_mode: observe\n',
    'a block scalar with a wrong indicator': 'enforcement_mode: |0\n  observe\nrules: |99\n  a\n',
    'a block scalar with leading blanks': 'enforcement_mode: |\n     \n  observe\nrules: []\n',
    'quotes over lines': 'enforcement_mode: "obs\\\n  erve"\nname: \'a\n\n  b\'\nrules: []\n',
    'every escape':
      'name: "\\0\\a\\b\\t\\n\\v\\f\\r\\e\\ \\"\\/\\\\\\N\\_\\L\\P\\x41\\u0041\\U0001f600"\nenforcement_mode: observe\nrules: []\n',
    'escapes that are none': 'name: "\\q\\xZZ\\uD800\\U00110000"\nenforcement_mode: observe\nrules: []\n',
    'plain scalars over lines': 'name: one\n  two\n\n  three\nenforcement_mode: observe\nrules: []\n',
    'flow over lines with comments':
      'rules: [ # one\n  {name: a, # two\n   action: deny}, # three\n]\nenforcement_mode: observe\n',
    'flow pairs': 'rules: [a: b, ? c : d, "e":f, , ]\nenforcement_mode: observe\n',
    'a colon next to a quote': 'rules: {"a":1, b:2, :c, d: :e}\nenforcement_mode: observe\n',
    'a dash that is a scalar': 'rules:\n- -\n- - -\n- -1\n- ---\nenforcement_mode: observe\n',
    'markers of documents in scalars': 'name: "a\n--- b"\nrules: |\n  --- c\nenforcement_mode: observe\n',
    'a document end and more': 'rules: []\nenforcement_mode: observe\n...\n# more\n...\nrules: []\n',
    'three documents of three kinds': `${policies.sandbox}---\n- 1\n---\ntext\n`,
    'a comment without a blank': 'rules: []#no comment\nenforcement_mode: observe #comment\n',
    'comments alone': '# rules:\n# enforcement_mode: observe\n',
    'comments less indented': 'rules:\n  - name: a\n# here\n    action: deny\n # there\nenforcement_mode: observe\n',
    'an anchor on nothing': 'rules: &a\nenforcement_mode: &b\nname: *a\n',
    'anchors on keys': '&k rules: []\n*k : 1\nenforcement_mode: observe\n',
    'an anchor defined twice': 'rules: &a []\nname: &a p\nenforcement_mode: *a\n',
    'odd anchor names': 'rules: &*a []\nname: &: p\nenforcement_mode: &é observe\n',
    'merges that do not fit': 'deny:\n  - <<: 1\n    capability: a.b\n  - <<: [1, {a: 2}]\n    capability: a.b\n',
    'numbers of every form':
      'rules: [0x1F, 0o17, 017, 1_000, .inf, -.INF, .nan, 1e3, +1, 1:30:00, 0b11]\nenforcement_mode: 1\n',
    'booleans of every form': 'rules: [y, n, yes, NO, on, Off, true, FALSE, ~, Null]\nenforcement_mode: yes\n',
    'dates that are none':
      'apiVersion: edictum/v1\nkind: Ruleset\nmetadata: {name: 2026-99-99}\ndefaults: {mode: 2001-12-14t21:59:43.10-05:00}\nrules: []\n',
    'indentation that goes astray': 'rules:\n   - name: a\n  - name: b\n - name: c\nenforcement_mode: observe\n',
    'a tab in the indentation': 'rules:\n\t- name: a\nenforcement_mode:\tobserve\n',
    'a map and a list at once': 'rules:\n- a\nb: c\n- d\nenforcement_mode: observe\n',
    'reserved characters': 'rules: @a\nname: `b\nenforcement_mode: %c\n',
    'a root that is a list': '- rules: []\n- enforcement_mode: observe\n',
    'a root that is a text': 'rules: [] enforcement_mode: observe\n',
    'a root that is a block scalar': '--- |\nrules: []\nenforcement_mode: observe\n',
    'an unclosed quote': 'rules: []\nenforcement_mode: "observe\nname: p\n',
    'text behind a quote': 'rules: []\nenforcement_mode: "observe" really\n',
    'text behind a bracket': 'rules: [] really\nenforcement_mode: observe\n',
  }
  return kinds
}
