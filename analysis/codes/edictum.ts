import { codesOf, error, hint, information, warning } from './entry.ts'

export const edictumCodes = codesOf(['edictum'], {
  'edictum-yaml': error(
    'Not YAML',
    'PyYAML, with which the engine reads its documents, stops here. The message says at what.',
  ),
  'edictum-yaml-value': error(
    'A scalar that PyYAML cannot make a value of',
    'The text has the form of a date or number but is none, and PyYAML dies on it. Put it in quotes.',
  ),
  'edictum-too-large': error(
    'The document is too large',
    'The engine reads at most a megabyte. Split the document; layers are composed in order.',
  ),
  'edictum-not-a-map': error(
    'Not a map',
    'A document, and each entry of its list of rules, is a map of keys and values.',
  ),
  'edictum-missing-key': error('A key is missing', 'The engine’s schema asks for this key here. Add it.'),
  'edictum-unknown-key': error(
    'Unknown key',
    'The engine’s schema allows no other keys here, and the two vocabularies (`contracts` with `effect`, `rules` with `action`) do not mix within one document.',
    'fixable',
  ),
  'edictum-unknown-value': error('Unknown word', 'Only the words that the message lists can stand here.', 'fixable'),
  'edictum-wrong-type': error(
    'Wrong kind of value',
    'The engine’s schema asks for another kind of value here. Mind that YAML 1.1 reads `yes`, `on` and `1_000` as no text.',
  ),
  'edictum-out-of-range': error('Number out of range', 'The engine’s schema sets a least value for this number.'),
  'edictum-empty': error('Empty', 'Something must stand here: the engine’s schema allows no empty text, list or map.'),
  'edictum-too-long': error('Text too long', 'The engine’s schema bounds the length of this text. Shorten it.'),
  'edictum-bad-id': error(
    'Not an id',
    'Ids and names begin with a lower-case letter or a digit, and hold only those, `-`, `_` and, in some, dots.',
  ),
  'edictum-duplicate-id': error(
    'Two rules have one id',
    'Ids are unique within a document. In a later layer the same id replaces the earlier rule.',
  ),
  'edictum-several-conditions': error(
    'Several conditions in one place',
    'A condition holds one selector, or one of `all`, `any`, `not`. Put several under `all`.',
  ),
  'edictum-several-operators': error(
    'Several operators under one selector',
    'A selector takes one operator. Repeat the selector in a list under `all`.',
  ),
  'edictum-unknown-operator': error(
    'Unknown operator',
    'The engine’s schema knows no operator of this name.',
    'fixable',
  ),
  'edictum-invalid-regex': error(
    'A pattern that Python refuses',
    'Patterns are compiled by Python’s `re` when the document is loaded; the message says what it has against this one.',
  ),
  'edictum-output-in-pre': error(
    '`output.text` before the call',
    'A `pre` rule is asked before the tool runs, so there is no output yet. Make it a `post` rule.',
  ),
  'edictum-sandbox-dependency': error(
    'A sandbox key that needs another one',
    '`not_within` needs `within`, and `not_allows` needs `allows`. Add the other key.',
  ),
  'edictum-tool-and-tools': error(
    'Both `tool` and `tools`',
    'A sandbox names one tool under `tool` or several under `tools`, not both.',
  ),
  'edictum-too-deep': error(
    'A condition nested too deeply',
    'The engine checks conditions level by level and runs out of stack past about 120 lists or 160 `not`. Put less inside one another.',
  ),
  'edictum-nul-in-path': error(
    'A NUL in a path',
    'No path holds a NUL character, and the engine dies on it. Remove it.',
  ),
  'edictum-regex-not-reproduced': warning(
    'A pattern whose meaning cannot be reproduced',
    'Python takes the pattern, but no translation of it has the same meaning here, so calls are not judged by this policy.',
  ),
  'edictum-unknown-selector': warning(
    'Unknown selector',
    'The engine takes any selector, but calls the value of one that it does not know missing: the condition then never holds, except under `not` or with `exists: false`.',
    'fixable',
  ),
  'edictum-selector-no-string': warning(
    'A selector that YAML reads as no string',
    'The engine dies on a key that is no string, counts that as a policy error and fires on every call. Put the key in quotes.',
    'fixable',
  ),
  'edictum-unknown-placeholder': information(
    'A placeholder that is never filled in',
    'The engine knows no selector of this name, so the braces stay in the message as they are.',
  ),
  'edictum-metadata-key': warning(
    'A metadata key in the engine’s way',
    'The key collides with a word of the engine’s own: the rule still fires, but its message is lost or the hit looks like a policy error. Rename it.',
  ),
  'edictum-session-mode': warning(
    'The mode of a session rule has no effect',
    'Session rules always enforce. Remove `mode`, so that nobody takes the limit for observed.',
    'fixable',
  ),
  'edictum-session-message': information(
    'Placeholders in a session message',
    'Messages of session rules are shown as they are written.',
  ),
  'edictum-attempts-off-by-one': information(
    'The last attempt is already refused',
    'The engine counts the attempt before it compares, so one call less goes through than the number says.',
  ),
  'edictum-limit-without-effect': warning(
    'A limit above the engine’s own',
    'The engine stops after 500 attempts and 200 executions in any case; the lower limit counts.',
  ),
  'edictum-implicit-limits': hint(
    'Limits that no rule states',
    'Without a session rule the engine still stops a session after 500 attempts or 200 executions. The gate counts them too. State limits in a session rule if a session may be longer or must be shorter.',
  ),
  'edictum-candidate-limits': information(
    'Limits of an observing layer',
    'Session limits of a layer that observes alongside are not tried out: they have no effect.',
  ),
  'edictum-alongside-alone': information(
    '`observe_alongside` in a first document',
    'It counts in the second and later documents of a composition; in the first, or alone, the document enforces.',
  ),
  'edictum-output-kept': warning(
    'The output stays as it is',
    'Output is only redacted or withheld for tools whose side effect is `pure` or `read`; for others the engine only warns. Say under `tools` what the tool does.',
  ),
  'edictum-redact-without-pattern': information(
    'A redaction without a pattern',
    'Without a pattern on `output.text` the engine replaces only what looks like credentials.',
  ),
  'edictum-null-operand': warning(
    'Nothing equals null',
    'A value that is null counts as missing, and on a missing value every operator but `exists` is false. Use `exists` to ask whether a value is there.',
  ),
  'edictum-empty-text': warning(
    'A text that is found everywhere',
    'The empty text stands in every other one, so the clause holds wherever the value is a text. Give the text, or use `exists`.',
  ),
  'edictum-list-index': information(
    'A number in a selector is no place in a list',
    'The engine walks maps by their keys and does not look into lists, so an item cannot be selected; its TypeScript edition can. Compare the whole argument, or have the tool take names.',
  ),
  'edictum-tools-glob': warning(
    'A side effect for a pattern',
    '`tools` names tools one by one: a star in a name is a letter, and the side effect is said of no tool. Write one entry for each tool.',
  ),
  'edictum-impossible-tool': warning(
    'A tool that no call can name',
    'The engine refuses a call whose tool has a slash, a backslash or a control character in its name before it asks any rule. Correct the name.',
  ),
  'edictum-idle-timeout': information(
    'A time limit on a denial',
    'The engine accepts the key beside any effect, and uses it for approvals only. Remove it, or ask for approval.',
    'fixable',
  ),
  'edictum-empty-allows': warning(
    'A sandbox that allows everything',
    'The schema takes an empty `allows`, and nothing is held against it. List `commands` or `domains`, or write `within`.',
  ),
  'edictum-sandbox-path': warning(
    'A path that is not what it looks like',
    'The engine resolves paths from the folder in which it runs, and does not know `~`. Write paths from the root.',
  ),
  'edictum-command-words': warning(
    'A command of several words',
    'Only the first word of a command is compared with the list, so an entry with a blank in it allows nothing. Write the first word; `pre` rules can look at the rest.',
  ),
  'edictum-host': warning(
    'A host that no call has',
    'Hosts are compared in lower case, without scheme, port and path; `*.example.com` takes those below `example.com` and not it. Write the host alone.',
  ),
  'edictum-missing-value': hint(
    'Does not hold where the value is missing',
    'On a call without the value every operator but `exists` is false, and so `not_equals` and `not_in` are as well: leaving the argument out goes past the rule. `not` around the positive clause holds then, or add a clause with `exists`.',
  ),
  'edictum-python-pattern': information(
    'A pattern that only the Python edition takes',
    'The engine exists in Python and in TypeScript, and the second compiles patterns as JavaScript does: it refuses this one, and the policy with it, or takes `\\A` and `\\Z` for letters. Rewrite it if the policy is for both.',
  ),
  'edictum-glob-bracket': warning(
    'A bracket that never closes',
    'In a tool’s pattern an opening bracket begins a set of characters; without the closing one it stands for itself, and the rule is asked about no tool. Close it, or remove it.',
  ),
  'edictum-glob-unseen': hint(
    'A pattern that the engine’s own commands do not see',
    'When it guards calls the engine compares tools with the pattern. Its commands `check`, `replay` and `test --cases` take it for the name of one tool, never ask the rule, and call allowed what the rule denies. Do not take their answer for the engine’s, or name the tools one by one. It is told once, at the first such rule.',
  ),
  'edictum-limit-glob': warning(
    'A limit for a pattern',
    '`max_calls_per_tool` names tools one by one: a star in a name is a letter, and the limit counts nothing. Write one line for each tool.',
  ),
  'edictum-shadowed-id': information(
    'A rule that a later document replaces',
    'In a composition the later of two rules with one id takes the place of the earlier one, wherever that stood. That is how a layer changes a rule; if both are meant, rename one of them. Documents that observe alongside replace nothing.',
  ),
  'edictum-operator-type': warning(
    'An operator that this value cannot have',
    'The operator compares numbers, and this selector always gives text. The engine counts that as a policy error and fires on every call that the rule is asked about. Use a text operator.',
  ),
})
