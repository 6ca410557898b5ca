import { codesOf, error, information, warning } from './entry.ts'

export const orcaCodes = codesOf(['orca'], {
  'orca-syntax': error(
    'Not YAML',
    'The text cannot be read as one YAML document from here on, so nothing is judged by it.',
  ),
  'orca-shape': error(
    'A key is missing or has the wrong kind of value',
    'A document needs `orca: 1` and `policies`; give the key the kind of value that the message names.',
  ),
  'orca-unknown-key': error(
    'Unknown key',
    'The firewall’s documents have no key of this name here. A misspelt key would silently weaken a policy, so the document does not load.',
    'fixable',
  ),
  'orca-unknown-value': error('Unknown word', 'Only the words that the message lists can stand here.', 'fixable'),
  'orca-both-forms': error(
    'One field in two forms',
    'A field and its twin with `_json` are the same; keep one of them.',
  ),
  'orca-json': error(
    'Not JSON',
    'A field whose name ends in `_json` holds a JSON text. The message says where it breaks off.',
  ),
  'orca-path': error('Not a path', 'Paths begin with `$` and go on with `.key` or `[0]`.'),
  'orca-regex': error(
    'Not a regular expression in RE2’s syntax',
    'Patterns are RE2 patterns: no look-around, no back-references. The message says what RE2 has against this one.',
  ),
  'orca-cidr': error('Not a range of addresses', 'Write an address with a prefix, such as `10.0.0.0/8` or `fd00::/8`.'),
  'orca-cap': error(
    'A cost cap without a cap',
    'A rule with `cap_cost` needs `cap_cost_cents` above zero, and only such a rule has it.',
  ),
  'orca-sanitize': error(
    'Nothing to sanitize',
    'A rule with `sanitize` needs `presets` or `patterns`, and only such a rule has them.',
  ),
  'orca-two-defaults': error(
    'Two default policies',
    'At most one policy is the default. Remove `is_default` from the others.',
  ),
  'orca-duplicate-name': error('Two of one name', 'Policies, keys and ids are unique. Rename one of them.'),
  'orca-reference': error(
    'No such policy',
    'A key names a policy that is not in this document. Correct the name.',
    'fixable',
  ),
  'orca-secret': error(
    'A secret in the document',
    'This looks like a key of the service. Remove it from the file, and withdraw the key: it may have been read already.',
  ),
  'orca-cannot-reproduce': warning(
    'A pattern cannot be run here',
    'The pattern is fine, but it is too large to be run with a bound on its time. Calls are not judged by this policy until it is made smaller.',
  ),
  'orca-clause-never-holds': warning(
    'A clause that never holds',
    'The operator needs another kind of `value`: a list for `in`, a number for `gt` and `lt`. As it stands the rule never matches.',
  ),
  'orca-clauses-on-inbound': warning(
    'Clauses where there are no arguments',
    'On `inbound` tools are only advertised, so a rule that reads arguments never matches there. Pin it to another stage.',
  ),
  'orca-clauses-without-stage': information(
    'Clauses without a stage',
    'The rule is passed over on `inbound`, since there are no arguments yet. Say a stage to be clear.',
  ),
  'orca-sanitize-blocks-inbound': warning(
    'Sanitizing blocks on inbound',
    'There are no arguments to clean on `inbound`, so the rule blocks there. Pin it to another stage.',
  ),
  'orca-egress-elsewhere': warning(
    'Egress lists off egress',
    'The lists of `egress` are only looked at on the stage `egress`; on this one the rule matches by name alone.',
  ),
  'orca-egress-with-glob': information(
    'Egress bound to a tool',
    'Destinations are watched whatever tool they come from; a tool pattern makes the rule miss the others.',
  ),
  'orca-allow-without-list': warning(
    'An allow rule without a list',
    'On egress an `allow` rule takes destinations from its `allow` list; without one it never matches.',
  ),
  'orca-host-with-star': warning(
    'A star in a host',
    'Lists know no patterns: `*.example.com` is one host with a star in its name. Entries already cover their subdomains, or list the hosts.',
  ),
  'orca-host-never': warning(
    'A host that no destination is',
    'Destinations are compared without scheme, user, port and path, and an entry is taken as it stands. Write the host alone.',
  ),
  'orca-host-in-both': information(
    'A host in both lists',
    'The other list cuts exceptions out of this one, so an entry that stands in both takes nothing. Remove it from one of them.',
  ),
  'orca-address-spellings': information(
    'Other spellings of an address',
    'Hosts written as `2130706433`, `0x7f.0.0.1` or `127.1` are names here, not addresses, and a list of addresses misses them.',
  ),
  'orca-exact-star': warning(
    'A star that is no pattern',
    'Patterns are `*`, `foo.*`, `*.foo` and `*.foo.*`, and in `tool_names` a star at the end; a star anywhere else is part of one exact name.',
  ),
  'orca-no-label': information('A rule without a label', 'Answers and events name rules by their label. Give it one.'),
  'orca-empty-sequence': warning('A sequence without steps', 'It is not looked at: the rule matches single calls.'),
  'orca-sequence-rule': information(
    'A rule on a sequence',
    'It needs earlier calls, so judging one call alone passes over it.',
  ),
  'orca-equal-priority': information(
    'Two rules of one priority',
    'Without ids the one written first comes first here. Give them different priorities to be clear.',
  ),
  'orca-unused-policy': warning(
    'A policy that nothing leads to',
    'It is not the default, and no key names it, so no call is judged by it.',
  ),
  'orca-blocks-everything': warning(
    'A policy that blocks every call',
    'It denies by default and no rule lets anything through.',
  ),
  'orca-only-clauses-deny': information(
    'Every denial reads an argument',
    'A call without the argument ends in the default verdict.',
  ),
})
