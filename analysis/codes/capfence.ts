import { codesOf, error, hint, information, warning } from './entry.ts'

export const capfenceCodes = codesOf(['capfence'], {
  'capfence-invalid-yaml': error(
    'Not YAML',
    'PyYAML, with which the engine reads its documents, stops here. The message says at what.',
  ),
  'capfence-engine-crash': error(
    'The engine dies on this document',
    'The engine does not foresee a value of this kind and ends with a Python exception instead of a message. Correct the value that the message names.',
    'fixable',
  ),
  'capfence-not-a-mapping': error(
    'Not a map',
    'A policy is a map with the lists `deny`, `require_approval` and `allow`.',
  ),
  'capfence-file-not-found': error(
    'A parent that is not there',
    '`extends` names a file that is not there. The engine looks for it from the folder in which it is started, not beside the document: taken for that is the working directory on the command line, the workspace folder in the editor, and the root of the repository that holds the document in the gate. Where a file of that name stands beside the document, the fix writes its way from there.',
    'fixable',
  ),
  'capfence-unknown-top-level-key': error(
    'Unknown key',
    'The engine knows no such section. `warn` stands in its documentation, but the engine refuses it: give a rule `action: warn` in the older `rules` form, or deny.',
    'fixable',
  ),
  'capfence-unknown-condition': error(
    'Unknown condition',
    'The engine knows no condition of this name, and refuses the document rather than to pass over it.',
    'fixable',
  ),
  'capfence-unknown-legacy-key': error(
    'Unknown key in a rule of the older form',
    'Rules under `rules` have keys of their own; the message names the nearest one.',
    'fixable',
  ),
  'capfence-capability-missing': error(
    'A rule without a capability',
    'Every rule says under `capability` what it is about, such as `shell.execute` or `filesystem.*`.',
  ),
  'capfence-capability-syntax': error(
    'Not a capability',
    'A capability is letters, digits, `_`, `-`, `.` and `*`. `check-policy` may take another text, but the runtime refuses the whole file for it.',
  ),
  'capfence-action-missing': error('A rule without an action', 'A rule under `rules` needs an `action`.'),
  'capfence-action-unsupported': error(
    'Unknown action',
    'Actions are `allow`, `deny`, `block`, `require_approval` and `warn`.',
    'fixable',
  ),
  'capfence-section-not-list': error(
    'A section that is no list',
    '`deny`, `require_approval` and `allow` are lists of capabilities or of maps with a `capability`.',
  ),
  'capfence-rules-not-list': error(
    '`rules` is no list',
    'The older form is a list of maps with `capability` and `action`.',
  ),
  'capfence-rule-not-mapping-or-string': error(
    'Neither capability nor map',
    'An entry of a section is a capability as text, or a map with a `capability` and conditions.',
  ),
  'capfence-legacy-rule-not-mapping': error(
    'A rule that is no map',
    'An entry of `rules` is a map with `capability` and `action`.',
  ),
  'capfence-risk-levels-not-mapping': error(
    '`risk_levels` is no map',
    'It maps a level (`low`, `medium`, `high`, `critical`) to a map with an `action`.',
  ),
  'capfence-risk-level-without-action': error(
    'A risk level without an action',
    'Each level is a map with an `action`.',
  ),
  'capfence-risk-action-unsupported': error(
    'Unknown action of a risk level',
    'Only the actions that the message lists can stand here.',
    'fixable',
  ),
  'capfence-threshold-not-a-number': error(
    'A threshold that is no number',
    'The engine takes the document, and dies when it comes to compare: the call is refused with an exception. Write a number; to PyYAML `1e3` is text.',
    'fixable',
  ),
  'capfence-pattern-does-not-compile': error(
    'A pattern that Python refuses',
    'Patterns are compiled when a call reaches them; the engine then dies, and the call is refused with an exception. The message says what Python has against it.',
  ),
  'capfence-pattern-cannot-reproduce': warning(
    'A pattern whose meaning cannot be reproduced',
    'Python takes the pattern, but no translation of it has the same meaning here, so calls that reach it are not judged.',
  ),
  'capfence-extends-cannot-reproduce': warning(
    'Parents that are not followed',
    'A parent is a pipe, a device, larger than 4 MiB or out of a folder that is not trusted, or the parents come to more than 64 levels, 256 documents or 16 million characters. What the engine would make of them is not found out, so calls are not judged by this policy.',
  ),
  'capfence-extends-map': warning(
    '`extends` is a map',
    'The engine takes the keys of the map for paths. Write a list.',
  ),
  'capfence-section-twice': warning(
    'A section that stands twice',
    'PyYAML takes the last of two equal keys: what stands under the first is forgotten. Put both lists together.',
  ),
  'capfence-key-without-effect': warning(
    'A key that the engine never reads',
    'The engine accepts the key and passes over it. The mode is given to the runtime, or to the gate; approvals expire after 3,600 seconds. Remove the key, so that nobody relies on it.',
    'fixable',
  ),
  'capfence-scope-never-asked': information(
    'A scope that adapters never ask for',
    'A capability has a resource, an action and a scope, and the engine’s own adapters ask without the third. A rule with a scope only matches events that your code sends with one. Leave the scope out, or write conditions.',
  ),
  'capfence-allows-everything': information(
    'Every call is allowed',
    'A `*` in an allow list matches every capability, those of tools that nobody has thought of included, and takes the default denial away. List the capabilities that are meant.',
  ),
  'capfence-star-inside-segment': warning(
    'A star inside a segment',
    '`*` stands for a whole segment only: `shell.ex*` is that very name. A capability has three segments: resource, action, and all that follows.',
  ),
  'capfence-list-is-one-value': warning(
    'A list where one value is compared',
    'The condition takes the list as a whole, not its members, so it hardly ever holds. Write one rule for each value; for texts there is `match_keywords`.',
  ),
  'capfence-null-is-text': warning(
    'No value stands for a text of its own',
    'Python writes nothing as `None`, and that is what a condition without a value looks for; a condition on the surroundings also holds where the call says nothing. Give the value, or remove the condition.',
  ),
  'capfence-empty-needle': warning(
    'A text that is found everywhere',
    'The empty text stands in every other one, so the condition asks nothing. Give the text, or remove the condition.',
  ),
  'capfence-bound-pattern': information(
    'A pattern bound to the first or the last value',
    '`match_regex` searches the values of the payload as one text, in the order in which the call has them: `^` and `$` are its two ends, and the same call with its arguments in another order has others. Leave them out, or write `\\b`.',
  ),
  'capfence-payload-answers': information(
    'The agent can answer this itself',
    'The engine looks for the value in the event and in the payload, and either is enough. The payload is what the agent writes, so a call with `environment: development` among its arguments meets an allow rule for development. Deny by it, or do not rely on it.',
  ),
  'capfence-prefix-as-text': information(
    'A path is compared as a text',
    'Nothing is resolved: `./ws/../etc` begins with `./ws/`, and `/etcetera` with `/etc`. End the prefix with a slash, and deny paths with `..` in them.',
  ),
  'capfence-odd-character': information(
    'One odd character passes the denial',
    'Where the capability of a call has a character outside of letters, digits, `_`, `-`, `.` and `*`, the engine compares texts only: exact rules no longer match, while `shell.*` takes whatever begins with `shell`. Allow by exact names, or deny with a `.*` as wide as what is allowed.',
  ),
  'capfence-broad-capability': information(
    'A capability that the engine itself warns of',
    'Wildcards on `system` and `root` are logged as a risk when the runtime loads the policy, and nothing else comes of it. Name the actions that are meant.',
  ),
  'capfence-wrapped-arguments': hint(
    'Some adapters hide amounts and paths',
    'Adapters that hand on `args` and `kwargs` leave no amount and no path at the top of the payload, so the denial does not see them, and a plain allow rule lets the call through. Check which adapter asks; `contains` and `match_regex` look inside. It is told once, at the first such condition.',
  ),
  'capfence-extends-folder': information(
    'A parent found from where the engine runs',
    'The engine takes a relative path under `extends` from the folder in which it is started, not from the policy’s own, so the same file can have another parent or none. Start it from this folder, or write the whole path.',
  ),
  'capfence-parent-judges-alone': information(
    'A parent that the gate takes for a policy of its own',
    'Where a hook names no policy, the gate finds those in `policies/`, in `.rehearsal/` and those called `*.policy.yaml`, and each of them judges: a parent that only denies then denies every call by its default. Name the policy with `--policy`, or keep parents elsewhere.',
  ),
  'capfence-empty-list': warning(
    'An empty list never matches',
    'None of no words can be found: the condition never holds, and the rule never matches. Fill the list, or remove the condition.',
  ),
  'capfence-needle-never-found': warning(
    'A text that is hardly ever found',
    'The search runs over the payload as Python writes it, where backslashes, tabs and line breaks stand escaped. Search for a part without them, or use `match_regex`.',
  ),
  'capfence-unknown-risk-level': warning(
    'No event has this risk',
    'Events have the risk `low`, `medium`, `high` or `critical`. An entry for another one is never asked.',
    'fixable',
  ),
  'capfence-risk-allow-without-effect': warning(
    'A risk level that allows',
    'The engine passes over a level with `allow`: what no rule names is still denied. Remove it, or allow capabilities.',
  ),
  'capfence-risk-warn-allows': warning(
    'A risk level that warns lets everything through',
    'Every call of this risk that no denial or approval stops goes through, also those that no rule names. Say `deny` or `require_approval` if that is not meant.',
  ),
})
