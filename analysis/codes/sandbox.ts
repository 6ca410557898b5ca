import { codesOf, error, information, warning } from './entry.ts'

export const sandboxCodes = codesOf(['agent-assembly-sandbox'], {
  'sandbox-syntax': error(
    'Not YAML',
    'The text cannot be read as one YAML document from here on, so nothing is judged by it. The message is the reader’s own.',
  ),
  'sandbox-shape': error(
    'A key is missing or has the wrong kind of value',
    'A policy needs `name` and `rules`; a rule needs `action` and `match` with at least one matcher. Give the key the kind of value that the message names.',
  ),
  'sandbox-unknown-key': error(
    'Unknown key',
    'The page has no key of this name here. A misspelt key would silently weaken a policy, so the document does not load.',
    'fixable',
  ),
  'sandbox-unknown-value': error(
    'Unknown word',
    'Only the words that the message lists can stand here: modes are `enforce`, `observe` and `disabled`, actions `allow`, `deny`, `redact` and `require_approval`.',
    'fixable',
  ),
  'sandbox-regex': error(
    'Not a regular expression in RE2’s syntax',
    'Patterns are RE2 patterns: no look-around, no back-references. The message says what RE2 has against this one.',
  ),
  'sandbox-duplicate-name': error(
    'Two rules have one name',
    'Decisions and the audit log name rules, so names are unique. Rename one of them.',
  ),
  'sandbox-name-and-id': error(
    'A rule has both `name` and `id`',
    '`id` is another word for `name`; a rule has one of them. Remove either.',
    'fixable',
  ),
  'sandbox-gateway-refuses': information(
    'The gateway refuses this document',
    'The Sandbox page describes documents with `rules`, but the gateway refuses them since 0.0.1-beta.3, and let every call through on them before. Rehearsal judges by the page. For the gateway write sections: a `tools` entry with `allow: false` for each denied tool, `data.sensitive_patterns` for redactions.',
  ),
  'sandbox-disabled': warning(
    'Enforcement is disabled',
    '`disabled` evaluates nothing: no call is stopped and none is recorded as a shadow event. It is meant for tests; `observe` records without stopping anything.',
    'fixable',
  ),
  'sandbox-override-covered': warning(
    'An override that an earlier one covers',
    'The first override whose glob matches the agent counts, and an earlier glob matches every agent that this one does. Move it up, or remove it.',
    'fixable',
  ),
  'sandbox-override-same-mode': information(
    'An override that changes nothing',
    'It sets the document’s own mode, and no later override says otherwise for these agents. Remove it.',
    'fixable',
  ),
  'sandbox-allow-rule': information(
    'An `allow` rule never changes the verdict',
    'The most restrictive of the matching rules decides, and without any match the verdict is `allow` already. The rule only puts its name on calls that nothing else matches.',
  ),
  'sandbox-redact-without-pattern': warning(
    'A redact rule without a pattern',
    'Redaction replaces what `output_contains_pattern` matches; without one the rule changes nothing. Add the pattern.',
  ),
  'sandbox-output-after-call': information(
    'A rule on the output cannot stop the call',
    'The output is known only once the call has run: a `deny` or `require_approval` on it withholds the output, but does not undo the call. Match by tool or command to stop it beforehand.',
  ),
})
