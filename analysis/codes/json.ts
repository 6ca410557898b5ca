import { codesOf, error, hint, information, warning } from './entry.ts'

const notJson = error(
  'Not JSON',
  'The engine reads its documents as JSON: no comments, no trailing commas, no byte-order mark, keys in double quotes. The message says where the text breaks off.',
)
const unknownKey = warning(
  'A key that nobody reads',
  'The engine passes over keys that it does not know, and this one looks like one that it knows. Correct the name.',
  'fixable',
)
const unknownEffect = warning(
  'Unknown effect',
  'The engine takes any word here and compares it with its own: the message says what it makes of this one. Write one of those that it lists.',
  'fixable',
)
const noEffect = warning(
  'A rule without an effect',
  'The engine does not ask for one, and the message says what it makes of a rule without. Add `effect`.',
)
const unknownOperator = warning(
  'Unknown operator',
  'A comparison with an operator that the engine does not know never holds, and the engine does not say so. Write one of those that the message lists.',
  'fixable',
)

/** The simulator's traps: it checks nothing on loading. */
const safeclawJsonCodes = codesOf(['safeclaw-json'], {
  'safeclaw-json-not-json': notJson,
  'safeclaw-json-unknown-key': unknownKey,
  'safeclaw-json-unknown-effect': unknownEffect,
  'safeclaw-json-no-effect': noEffect,
  'safeclaw-json-unknown-operator': unknownOperator,
  'safeclaw-json-shape': error(
    'Another kind of value than the engine expects',
    'The engine checks nothing when it loads a document. Some values make it die of every call, which is an error; others make a rule never match, which is a warning. The message says which, and what belongs here.',
  ),
  'safeclaw-json-no-rules': warning(
    'A policy without rules',
    'Every call gets the default effect. Add `rules`, or the default is all that this policy says.',
  ),
  'safeclaw-json-no-condition': warning(
    'A rule without a condition never matches',
    'Here a missing condition means never, whereas in Authensor’s engine it means always. Add a condition that always holds if that is meant.',
  ),
  'safeclaw-json-no-nesting': warning(
    'Conditions have one level',
    'A group within a group never matches, and `not` is not read at all. Write the predicates in one `all` or `any`, or split the rule.',
  ),
  'safeclaw-json-ignored-all': warning(
    '`all` beside `any` is not read',
    'Of two groups the engine reads `any` alone. Split the rule, or put everything into one group.',
  ),
  'safeclaw-json-unknown-field': warning(
    'Unknown field',
    'The engine looks at `action.type` and `action.resource` only: a comparison of anything else never holds.',
    'fixable',
  ),
  'safeclaw-json-unknown-type': information(
    'An action type that no call has',
    'The classifier gives each tool call of an agent one of its action types, and never this one: the vendor’s own presets name some that do not exist. Only a call that you write yourself can have it.',
    'fixable',
  ),
  'safeclaw-json-read-never-asked': information(
    'Reads are let through before any policy',
    'The live gateway answers for `safe.read` types by itself and asks no policy. A rule on them only counts in the simulator, or where something else asks.',
  ),
  'safeclaw-json-empty-value': warning(
    'A comparison without a value matches everything',
    'Text operators compare with the empty text when `value` is missing or empty, and every text contains that. Give the value.',
  ),
  'safeclaw-json-value-type': warning(
    'A value that is compared as something else',
    'The engine turns values into texts in its own way, and a comparison with another kind of value never holds, or holds for other calls than meant. The message says which.',
  ),
  'safeclaw-json-always': warning(
    'An empty `all` holds for every call',
    'Nothing is asked, so the rule decides every call that reaches it. Write the predicates that are meant.',
  ),
  'safeclaw-json-beyond-cut': warning(
    'A text longer than what a policy sees',
    'A live call’s resource is cut to 200 characters before the policy is asked, so a longer text is never found in it, although the simulator matches one that is written by hand. Look for a shorter one.',
  ),
  'safeclaw-json-redacted': warning(
    'A text that is taken out before the policy sees it',
    'The classifier replaces what looks like a secret, in ordinary words as well (`task-abcdef` becomes `ta[REDACTED]`), so that no live call matches. Look for another part of the text.',
  ),
  'safeclaw-json-simulator-only': information(
    'A time that only the simulator knows',
    'Live calls are judged by the control plane, which drops `schedule` and `expiresAt` when it stores a policy. Do not rely on them: a rule that allows until some day goes on allowing.',
  ),
  'safeclaw-json-upload': information(
    'The control plane refuses this policy',
    'The simulator takes it, but the control plane asks for a `name`, and for `allow` or `deny` as default. The message says what is missing.',
  ),
  'safeclaw-json-pattern': warning(
    'A pattern that never matches',
    'The engine refuses the pattern, for its syntax or for its looks, and takes that for no match without a word: a denial by it lets everything through. Correct or simplify it.',
  ),
  'safeclaw-json-date': warning(
    'Not a date',
    'The engine cannot read this as a date, and the rule then never expires, or it reads another date than stands there. Write it as `2026-01-31T00:00:00Z`.',
  ),
  'safeclaw-json-hours': warning(
    'Not a pair of hours',
    '`hoursUtc` holds two numbers, start and end; any other list is not read, and the rule is always active. Equal hours, texts and fractions are read in the engine’s own way, which the message tells.',
  ),
  'safeclaw-json-days': warning(
    'Not a day',
    '`daysOfWeek` holds numbers from 0 for Sunday to 6; anything else in the list never matches a day, and what is no list is not read as one.',
  ),
})

/** The engine's traps: it checks nothing on loading. */
const authensorCodes = codesOf(['authensor'], {
  'authensor-not-json': notJson,
  'authensor-unknown-key': unknownKey,
  'authensor-unknown-effect': unknownEffect,
  'authensor-no-effect': noEffect,
  'authensor-unknown-operator': unknownOperator,
  'authensor-unknown-value': warning(
    'A word that the engine does not know here',
    'The engine takes any word and compares it with its own; the message lists them, and says what it makes of this one.',
    'fixable',
  ),
  'authensor-shape': error(
    'Another kind of value than the engine expects',
    'The engine checks nothing when it loads a document. Some values make it die of a call, or match every call, which is an error; others are passed over, which is a warning. The message says which, and what belongs here.',
  ),
  'authensor-pattern': error(
    'A pattern that does not compile',
    'In a condition such a pattern never matches, and a denial by it lets everything through; in a scope the engine dies when it comes to it. A scope is a regular expression but for its stars, which is a warning where it looks like something else. The message says what is wrong with it.',
  ),
  'authensor-value-type': warning(
    'Wrong kind of value for the operator',
    'The comparison never holds with this kind of value. Give the kind that the message names.',
  ),
  'authensor-always': warning(
    'A condition that always holds',
    'A condition without `field` and `operator`, or an empty one, matches every call. Complete it, or leave `condition` out to say so plainly.',
  ),
  'authensor-ignored': warning(
    'A part of a condition that is not read',
    'Of `all`, `any` and `not` the engine reads the first that stands there, and nothing beside it. Nest them: groups may stand within groups.',
  ),
  'authensor-no-condition': information(
    'A rule without a condition matches every call',
    'Whatever reaches the rule is decided by it. Rules after it are never asked.',
  ),
  'authensor-unreachable': warning(
    'A rule that is never reached',
    'An earlier rule has no condition and decides every call. Move this rule before it, or give that one a condition.',
  ),
  'authensor-duplicate-id': warning(
    'Two rules have one id',
    'Decisions and rate limits name rules by their id, and mix these two up. Rename one of them.',
  ),
  'authensor-inert': warning(
    'A key that nothing acts on',
    'The format knows the key, but the engine does not read it when it judges a call, or the control plane drops it. Do not rely on it.',
  ),
  'authensor-missing-field': hint(
    'Where the field is missing',
    'On a call without the field `neq` and `notIn` hold, and comparisons of numbers do not: a call that leaves the amount out goes past a rule that denies large ones. Add a clause with `exists` to say what is meant.',
  ),
  'authensor-rate-limit': warning(
    'A limit that does not count as written',
    'The engine compares the count with `requests` whatever stands there: nothing limits never, zero and null limit every call. Write a number of at least 1.',
  ),
  'authensor-session': warning(
    'A session rule that is not read as written',
    'Session rules are asked before all others, and nothing checks their values: an effect of `allow` lets calls through, a sequence of one action is passed over. The message says what the engine makes of it.',
  ),
  'authensor-upload': information(
    'The control plane refuses this policy',
    'The engine takes it, but the control plane asks for an `id` and a `name`, and for `allow` or `deny` as default. The message says what is missing.',
  ),
  'authensor-shallow-glob': information(
    'A scope that reaches one segment',
    '`*` stands for one segment: `github.*` does not match `github.issues.list`. Write `**` for any number of them.',
  ),
  'authensor-version': information(
    'Not a version of three numbers',
    'The format asks for a version such as `1.0.0`. The engine does not look, other tools of the same system do.',
  ),
})

/** The two dialects whose documents are JSON. */
export const jsonCodes = { ...safeclawJsonCodes, ...authensorCodes }
