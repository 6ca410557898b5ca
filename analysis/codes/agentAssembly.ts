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
  'assembly-always-holds': warning(
    'A condition that always holds',
    'The gateway loads the text, but its evaluator cannot parse it or finds an empty alternative behind a final `OR`, and then asks for approval on every call. Complete the condition: `field operator literal`, joined by `AND` and `OR`.',
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
    'A document in the Kubernetes manner has its policy under `spec`, and the gateway passes over whatever else stands beside it, `enforcement_mode` and `tools` included. Move the key under `spec`, or remove it.',
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
