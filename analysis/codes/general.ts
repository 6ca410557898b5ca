import { dialectNames } from '../../evaluator/policy.ts'
import { codesOf, error, hint, information, onlyWhenAsked, warning } from './entry.ts'

/** All dialects whose rules take calls from each other; agent-assembly’s sections do not. */
const withCover = dialectNames.filter((name) => name !== 'agent-assembly')

/** What can be said of documents of every dialect, and of test files. */
export const generalCodes = {
  ...codesOf(dialectNames, {
    schema: error(
      'Does not fit the schema',
      'The dialect’s JSON Schema allows no such key or value at this place. Completion lists what it allows. It is only reported beside what the engine itself refuses.',
    ),
    'unknown-dialect': warning(
      'The modeline names no dialect',
      'A comment `# rehearsal: dialect=NAME` settles how a document is read, but no dialect has this name, so the document’s content decides. Write one of the names that the message lists.',
      'fixable',
    ),
    'two-dialects': information(
      'Another dialect could read this document',
      'The keys of this document are certain marks of more than one dialect. The message says which was taken and why; a modeline `# rehearsal: dialect=NAME` settles it for good.',
      'fixable',
    ),
    'nearly-a-policy': error(
      'One misspelt key keeps this from being a policy',
      'The document has all that tells a policy of this dialect but one key at its top, and that key is misspelt. As it stands no engine and no gate takes it for a policy: it stops nothing.',
      'fixable',
    ),
    'unknown-code': warning(
      'A comment silences a code that does not exist',
      'A `# rehearsal-disable…` comment names a code that no finding has, so it silences nothing. Correct the name, or remove it.',
      'fixable',
    ),
    'test-comment': error(
      'A test comment cannot be read',
      'A comment that begins with `test:` and goes on with a call is a test case, but this one does not follow the grammar, so it is never run. The message says where it breaks off.',
      'fixable',
    ),
    'nearly-a-test': warning(
      'A test comment with a misspelt first word',
      'The comment is a test case in all but its first word, which has to be `test:`, in small letters and with its colon. As it stands it is never run.',
      'fixable',
    ),
    'test-unknown-rule': warning(
      'A test expects a rule that is not there',
      'No rule of this policy has the name behind `by`, so the test can only fail. Write the rule’s name as decisions show it.',
      'fixable',
    ),
    'test-unknown-verdict': warning(
      'A test expects a verdict that does not exist',
      'What stands behind `=>` is neither an effect (`allow`, `warn`, `redact`, `require_approval`, `deny`, `error`) nor a verdict of this dialect, so the test can only fail.',
      'fixable',
    ),
    'test-agents-tool': warning(
      'A test names a tool as an agent does, not as the policy does',
      'Tests speak the policy’s own words: `as NAME` says which agent asks, and translates nothing. A hook translates the agent’s tool (Claude Code’s `Bash` is `bash` on the Sandbox page, `shell.execute` in CapFence) before the policy is asked, so this test asks about a call that never comes, and gets another answer.',
      'fixable',
    ),
    'cannot-reproduce': warning(
      'A policy that cannot be judged here',
      'The engine takes the policy, but something in it, such as a pattern of enormous size, has no translation here: rather than guess, every call gets the verdict `error`. The message says what it is.',
    ),
    'never-fired': onlyWhenAsked(
      hint(
        'A rule that no recorded call has matched',
        'The log holds at least 100 calls that this policy was asked about, and none of them met this rule. That is a fact about the traffic, not a fault: the rule may be there for the day it is needed. It is counted by the rule’s name, so a rule that was renamed begins anew.',
      ),
    ),
    'agent-can-edit': hint(
      'Nothing keeps an agent from editing what watches it',
      'An agent whose calls this policy lets through could rewrite the policy itself, a file that it extends, the hook settings that put the gate in front of it, or the audit log. A rule that denies writing to these paths closes the simplest way; the gate shows tampering, but cannot prevent it.',
    ),
  }),
  ...codesOf(withCover, {
    'unreachable-rule': warning(
      'A rule that can never decide',
      'Another rule takes every call that this one matches, and comes first or is stronger. The message names it and gives a call on which both match. Remove this rule, move it up, or narrow the other one.',
    ),
  }),
  ...codesOf(['capfence', 'safeclaw', 'edictum', 'safeclaw-json', 'authensor', 'orca'], {
    'never-matches': warning(
      'A rule that can never match',
      'Its conditions contradict each other, so no call satisfies all of them and the rule does nothing. Correct the condition that the message names, or remove the rule.',
    ),
  }),
  ...codesOf(['capfence', 'edictum'], {
    'yaml-old-spelling': information(
      'A word that YAML 1.1 takes for something else',
      'The engine reads YAML with PyYAML, which knows YAML 1.1: there `yes`, `no`, `on` and `off` are true and false, `010` is eight, `1:30` is ninety, `2024-01-01` is a date that equals no text, and `1e3` is a text. Put the word in quotes if the text is meant.',
      'fixable',
    ),
  }),
  ...codesOf(['capfence', 'edictum'], {
    'yaml-hidden-break': warning(
      'A line break that few editors show',
      'PyYAML breaks lines at U+0085, U+2028, U+2029 and at a lone carriage return, most editors and other YAML readers do not. What looks like the rest of a comment is a line of the policy. Remove the character.',
    ),
  }),
  ...codesOf(['capfence', 'edictum', 'agent-assembly', 'safeclaw-json', 'authensor'], {
    'duplicate-key': warning(
      'A key stands twice in one map',
      'The engine’s reader takes the last of two equal keys and forgets the others without a word (in agent-assembly only among the tools; elsewhere it refuses them). Remove the one that is not meant; the fix removes the one that does not count.',
      'fixable',
    ),
  }),
  ...codesOf(dialectNames, {
    'pattern-matches-everything': warning(
      'A pattern that every text matches',
      'The pattern can match nothing at all at any place, so it is found in every text and asks only whether the value is there. `x*` is the usual slip: write `x+`, or remove the pattern where any value is meant.',
    ),
    'pattern-matches-empty': information(
      'A pattern that the empty text matches',
      'The pattern is tied to its ends and the empty text satisfies it. That is right where an empty value is meant too, and a slip otherwise: write `+` for `*`.',
    ),
  }),
  ...codesOf(['edictum', 'capfence', 'safeclaw-json', 'authensor'], {
    'pattern-slow': warning(
      'A pattern that can take exponential time in the real engine',
      'The real engine tries one choice after the other, and this pattern has so many ways to match one text that a call of some dozen characters can keep it busy for hours. Here it is judged in linear time. Make repeated parts exclude each other: `(a+)+` is `a+`.',
    ),
  }),
  ...codesOf(['safeclaw-json', 'authensor'], {
    'pattern-only-letters': warning(
      'An escape that is only a letter',
      'The real engine’s patterns are JavaScript’s without its `u` flag, where `\\A`, `\\Z`, `\\p{L}`, `\\h` and the like are the letters behind the backslash. Write `^`, `$` and classes such as `[A-Za-z]`.',
    ),
    'pattern-newer-node': information(
      'A pattern that needs a newer Node',
      'Groups with flags of their own, `(?i:…)`, and names that several groups share are known from Node 24 on: under Node 20 the same pattern never matches, or the engine dies of it in a scope. Write both cases out if the engine may run there.',
    ),
  }),
  ...codesOf([], {
    'test-case': error(
      'A test case cannot be read',
      'A case of a test file needs `call` and `expect`; the message says what is missing or of another kind, or which key nobody reads. Without its call a case is not run; with a key that nobody reads it is, but the file’s run fails, since the case asks less than it says.',
      'fixable',
    ),
    'test-policy': warning(
      'The policy under test cannot be asked',
      'The file that `policy` names is not there, is no policy, or is one that its engine refuses: the message says which. Paths are relative to the test file. No case is run until it can be read.',
    ),
    'yaml-syntax': error(
      'Not YAML',
      'The test file breaks off here: what follows cannot be read as YAML. Nothing after this place is run.',
    ),
    'not-a-policy': error(
      'Not a policy',
      'The file has the marks of no dialect. If it is a policy all the same, a comment `# rehearsal: dialect=NAME` in its first lines says of which.',
    ),
  }),
}
