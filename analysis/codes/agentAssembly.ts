import { codesOf, error, hint, information, warning } from './entry.ts'

export const agentAssemblyCodes = codesOf(['agent-assembly'], {
  'assembly-document': error(
    'The gateway cannot read this document',
    'Its YAML reader stops here, or finds another kind of value than the key takes. The message is what the gateway says; nothing else in the document counts until it is mended.',
  ),
  'assembly-rules': error(
    'The gateway refuses documents with `rules`',
    'Its policies have sections: `tools`, `network`, `capabilities`, `data`, `schedule`, `budget`. Write a `tools` entry with `allow: false` for each denied tool, and `data.sensitive_patterns` for redactions.',
  ),
  'assembly-unknown-key': error(
    'Unknown key',
    'The gateway refuses a document with a key that it does not know, although its reference speaks of a warning. Correct or remove it.',
    'fixable',
  ),
  'assembly-expression': error(
    'A condition that the gateway refuses',
    'A `requires_approval_if` names something that does not exist, or is empty. Texts stand in double quotes, `AND` and `OR` in capitals, durations in seconds.',
    'fixable',
  ),
  'assembly-value': error(
    'A value that the gateway refuses',
    'The value is outside of what this key takes; the message says what it takes.',
    'fixable',
  ),
  'assembly-inert-capability': warning(
    'A capability that nothing asks for',
    'The gateway accepts the name, but no call asks for this capability, so listing it has no effect. Use one of those that it enforces.',
  ),
  'assembly-never-asked': warning(
    'A part of a denied tool that is never asked',
    'The tool is denied, and a denial ends the evaluation: its limit or its condition for approval is never reached. Set `allow: true` if the part is meant to count, or remove it.',
  ),
  'assembly-never-holds': warning(
    'A comparison that never holds',
    'The gateway takes the text, but this kind of value never compares that way, or a tool call has nothing to compare: the comparison is false for every call. Lists go with `in`, numbers stand without quotes, levels are `L0` to `L3`.',
    'fixable',
  ),
  'assembly-without-registry': information(
    'A condition that asks the gateway’s registry',
    'Depth, age, team and risk of an agent come from the registry of a running gateway. Without an entry there a comparison of a number always holds, so that approval is asked, and one of anything else never does. That is how it is judged here.',
  ),
  'assembly-tool-star': warning(
    'A star that is no pattern',
    'Tools are compared by their whole name: `mcp__*` is a tool of that very name. Only a lone `*` stands for every tool that has no entry of its own. Name the tools one by one.',
  ),
  'assembly-blank-counts': warning(
    'Blanks that belong to the name',
    'The gateway takes names and ids as they are written, blanks at their ends included, and then finds nothing of that name. Remove the blanks.',
  ),
  'assembly-limit-zero': warning(
    'A limit that denies every call',
    'With `limit_per_hour: 0` there is never a call left, although the tool is allowed. Say `allow: false` if that is meant, or leave the limit out.',
  ),
  'assembly-host-never': warning(
    'A host that no request has',
    'Hosts are compared without scheme, port and path. `*` stands for every host and `*.example.com` for those below one; any other text is one exact name. Write the host alone.',
    'fixable',
  ),
  'assembly-host-apex': hint(
    'The domain itself is not among the hosts below it',
    '`*.example.com` takes `api.example.com` and not `example.com`. Add an entry for it if both are meant.',
  ),
  'assembly-empty-allow': information(
    'An empty list of capabilities restricts nothing',
    'Where `network.allowlist` denies every host when it is empty, `capabilities.allow` is as good as absent. List what is allowed, or deny.',
  ),
  'assembly-budget-nan': warning(
    'A budget that is no number',
    'The gateway takes `.nan`, and no spending is ever at or above it. Write the amount.',
  ),
  'assembly-always-holds': warning(
    'A condition that always holds',
    'The gateway loads the text, but its evaluator cannot parse it, finds an empty alternative behind a final `OR`, or compares what has no order, and then asks for approval on every call. Complete the condition: `field operator literal`, joined by `AND` and `OR`.',
  ),
  'assembly-absent-variable': warning(
    'A variable that tool calls do not have',
    '`path`, `url`, `method` and `command` belong to other kinds of action and are empty on a tool call, so the condition does not see the arguments. Write `args.NAME`.',
    'fixable',
  ),
  'assembly-not-evaluated': information(
    'A section that decisions do not look at',
    'The gateway reads and checks this section, but judging a call never asks it: a file outside of `filesystem.write` is not denied. Deny by `capabilities` or `tools`.',
  ),
  'assembly-no-host-allowed': warning(
    'Every host is denied',
    'A `network` section without entries in `allowlist` denies every host, although the reference says that an empty list restricts nothing. Remove the section for no restriction (`network:` with no value is the same), or list the hosts.',
  ),
  'assembly-no-tool-allowed': warning(
    'Every tool is denied',
    'A list under `capabilities.allow` denies what it does not name, and tools are named as `mcp_tool:NAME`. Without one such entry every tool call is denied.',
  ),
  'assembly-allow-by-default': information(
    'A tool entry without `allow` denies',
    'The gateway takes a missing `allow` for `false`, although its reference says `true`. Write what is meant.',
    'fixable',
  ),
  'assembly-unknown-pack': warning(
    'Unknown locale pack',
    'The gateway knows no pack of this name, and then denies every call whose text it should scan. Correct the name, or remove it.',
  ),
  'assembly-beside-spec': warning(
    'A key beside `spec` is not read',
    'A document in the Kubernetes manner has its policy under `spec`, and the gateway passes over whatever else stands beside it or under `metadata`, `enforcement_mode`, `scope` and `tools` included. Move the key under `spec`, or remove it.',
  ),
  'assembly-null-section': information(
    'A section without a value is no section',
    '`network:` with nothing behind it is the same as leaving it out, and restricts no host, whereas `network: {}` denies every one. Write what is meant.',
  ),
  'assembly-file-ending': hint(
    'A file that a directory of policies leaves out',
    'From a directory the gateway reads `*.yaml` and no `*.yml`. That is of no consequence for a file that is named to it.',
  ),
  'assembly-blocked-words': information(
    'Ordinary words are blocked as credentials',
    'The gateway looks for credentials by how they begin, with no word boundary and no least length: `task-force` and `disk-usage` hold `sk-`, the beginning of an OpenAI key, and the word `AKIA` alone is an AWS key. With `credential_action: block` a call with such a word is denied. Try the policy on recorded calls first, or redact instead.',
    'fixable',
  ),
  'assembly-last-minute': information(
    'The end of the active hours is excluded',
    'Hours that end at `23:59` leave the last minute of the day closed. The gateway has no way to write the day’s end; leave the section out if the whole day is meant.',
  ),
})
