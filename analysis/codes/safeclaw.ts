import { codesOf, error, information, warning } from './entry.ts'

export const safeclawCodes = codesOf(['safeclaw'], {
  'safeclaw-syntax': error(
    'Not YAML',
    'The text cannot be read as one YAML document: broken syntax, a key twice in one map, a second document or an alias without an anchor. Nothing is judged by it.',
  ),
  'safeclaw-shape': error(
    'A key is missing or has the wrong kind of value',
    'A policy needs `rules`; a rule needs `name`, `action` and `effect`, and `conditions` are a map of fields with a map of operators each. Give the key the kind of value that the message names.',
  ),
  'safeclaw-unknown-key': error(
    'Unknown key',
    'The page has no key of this name here. A misspelt key would silently weaken a policy, so the document does not load.',
    'fixable',
  ),
  'safeclaw-unknown-value': error(
    'Unknown word, field or operator',
    'Only the words that the message lists can stand here; effects are written in capitals. An operator that is not known would never hold, so the document does not load.',
    'fixable',
  ),
  'safeclaw-regex': error(
    'Not a regular expression in RE2’s syntax',
    '`matches` takes RE2 patterns: no look-around, no back-references. The message says what RE2 has against this one.',
  ),
  'safeclaw-duplicate-name': error(
    'Two rules have one name',
    'Decisions and the audit log name rules, so names are unique. Rename one of them.',
  ),
  'safeclaw-cannot-reproduce': warning(
    'A pattern cannot be run here',
    'The pattern is fine, but it is too large to be run with a bound on its time. Calls are not judged by this policy until it is made smaller.',
  ),
  'safeclaw-mode-spelling': information(
    'Another spelling of the mode',
    '`simulation` and `enforcement` are read as `simulate` and `enforce`, the page’s own words. Write those.',
    'fixable',
  ),
  'safeclaw-unknown-action': warning(
    'No action of this system has this type',
    'Actions are `file_read`, `file_write`, `shell_exec` and `network`. The rule is judged as written, but an agent’s calls only have this type if a tool bears its name.',
    'fixable',
  ),
  'safeclaw-no-conditions': warning(
    'A rule without conditions',
    'It decides every call of its action that reaches it, and rules after it on this action are never asked. Add conditions if only some calls are meant.',
  ),
  'safeclaw-dots-in-path': warning(
    '`..` in a path',
    'Paths are compared as they are written, in the rule as in the call: `/project/../etc` starts with `/project`. Write the resolved path, and deny paths with `..` before a rule that allows by a beginning.',
  ),
  'safeclaw-no-engine': information(
    'No engine of the vendor reads this document',
    'The page about simulation shows such a file, but the vendor’s code reads policies in JSON only, and takes any YAML for no policy at all, which denies every call. Rehearsal judges by the page. The dialects of its real engines are `safeclaw-json` and `authensor`.',
  ),
  'safeclaw-empty-text': warning(
    'A text that is found everywhere',
    'The empty text stands in every other one, so the condition only asks whether the call has the field. Give the text, or remove the condition.',
  ),
  'safeclaw-foreign-field': warning(
    'A field that this action’s calls do not have',
    'A condition on a field that the call lacks never holds. File actions have a `path`, `shell_exec` has a `command`, `network` a `url`; all have `type` and may have `agent`.',
  ),
})
