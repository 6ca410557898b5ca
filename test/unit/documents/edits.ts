import fc from 'fast-check'

const rules = [
  '- name: a\n  action: deny\n  match: {tool_name: bash}\n',
  '- name: b # why\n  # test: bash {command: ls} => allow\n  action: allow\n  match:\n    command_pattern: "rm +-rf"\n',
  "- {name: c, action: deny, match: {tool_name: ['x', y]}}\n",
  '- name: d\n  reason: |\n    one\n     - two\n\n    three\n  action: redact\n  match: {output_contains_pattern: s}\n\n',
  '- name: e\n  reason: >-\n    folded\n    text\n  action: dney\n  match: {}\n',
  '- id: f\n  type: pre\n  tool: Bash\n  when: {args.command: {contains: rm}}\n  then: {effect: deny, message: no}\n',
  '- id: g\n  type: post\n  tool: "*"\n  when:\n    any:\n    - output.text: {matches: "a{2}"}\n    - not: {args.x: {exists: true}}\n  then: {effect: warn, message: "say {args.x}"}\n',
  '- id: h\n  type: session\n  limits: {max_attempts: 3}\n  then: {effect: deny, message: enough}\n',
  '- name: i\n  action: file_read\n  effect: DENY\n  conditions: {path: {starts_with: /etc}}\n',
  '- name: j\n  action: shell_exec\n  effect: ALOW\n  conditions:\n    command:\n      matches: "^git "\n      in: [ls, "cd .."]\n',
  '-\n',
  '- plain\n  and more\n',
]

const headers = [
  'mode: simulation\nrules:\n',
  'name: p\nenforcement_mode: observe\nrules:\n',
  '# top\nname: "p"\n\nrules: # list\n# before\n',
  'apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: p}\ndefaults: {mode: enforce}\ncontracts:\n',
  'apiVersion: edictum/v1\nkind: Ruleset\nmetadata: {name: p}\ndefaults: {mode: observe}\nrules:\n',
]
const trailers = [
  '',
  '',
  '\n# end\n',
  'agent_overrides:\n  - agent_glob: "*"\n    enforcement_mode: enforce\n',
  'tools:\n  Bash: {side_effect: read}\n',
]

/** What edits put in: words, and all that changes the shape of what stands around it. */
const scraps = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('x', ' ', '\n', '', 'deny', '1', 'é', '😀') },
  fc.constantFrom(
    '"',
    "'",
    '- ',
    '  - ',
    '#',
    ': ',
    ' #c',
    '{',
    '}',
    '[',
    ']',
    ',',
    '|',
    '>',
    '|\n',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
  ),
  fc.constantFrom(
    '\t',
    '\r\n',
    '\r',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\u2028',
    '\u0085',
    '\0',
    '\ufeff',
    '<<: {q: 1}\n',
    'name: a\n',
    '? ',
    '0x1f',
    '012',
    '2020-01-01',
  ),
  fc.constantFrom(...rules),
)

const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.constantFrom(0, 0, 1, 1, 2, 5, 30),
    insert: scraps,
  }),
  { maxLength: 6 },
)

/** A policy of a few rules, and what edits one after the other make of it. */
export const editedTexts: fc.Arbitrary<readonly string[]> = fc
  .record({
    header: fc.constantFrom(...headers),
    trailer: fc.constantFrom(...trailers),
    items: fc.array(fc.constantFrom(...rules), { minLength: 1, maxLength: 5 }),
    column: fc.constantFrom(0, 2, 2, 3),
    crlf: fc.constantFrom(false, false, true),
    edits,
  })
  .map(({ header, trailer, items, column, crlf, edits }) => {
    const indented = items.map((item) => item.replace(/^(?!$)/gm, ' '.repeat(column))).join('')
    const text = header + indented + trailer
    const texts = [crlf ? text.replaceAll('\n', '\r\n') : text]
    for (const { at, remove, insert } of edits) {
      const before = texts.at(-1) ?? ''
      const from = Math.floor(at * before.length)
      texts.push(before.slice(0, from) + insert + before.slice(from + remove))
    }
    return texts
  })
