import type { Term, Vocabulary } from '../../dialect.ts'

export const vocabulary: Vocabulary = {
  selectors: [
    { word: 'action.type', meaning: 'What is done: `code.exec`, `filesystem.write`, `github.issues.create`, …' },
    { word: 'action.resource', meaning: 'What it is done to.' },
    {
      word: 'action.operation',
      meaning: '`create`, `read`, `update`, `delete` or `execute`, where the caller says so.',
    },
    { word: 'action.parameters.', meaning: 'An argument of the call, by its path; lists by index.' },
    { word: 'principal.type', meaning: '`user`, `agent`, `service` or `system`.' },
    { word: 'principal.id', meaning: 'Who acts.' },
    { word: 'principal.attributes.', meaning: 'An attribute of who acts.' },
    { word: 'context.environment', meaning: '`development`, `staging` or `production`.' },
    { word: 'context.sessionId', meaning: 'The session the call belongs to.' },
    { word: 'context.metadata.', meaning: 'Anything else the host sends along.' },
    { word: 'constraints.maxAmount', meaning: 'The limit that the caller set itself.' },
  ],
  operators: [
    { word: 'eq', meaning: 'The field is exactly this value; a missing value equals a missing field.' },
    { word: 'neq', meaning: 'The field is anything else, or missing.' },
    { word: 'gt', meaning: 'A number above this one; false when the field is no number.' },
    { word: 'gte', meaning: 'A number not below this one; false when the field is no number.' },
    { word: 'lt', meaning: 'A number below this one; false when the field is no number.' },
    { word: 'lte', meaning: 'A number not above this one; false when the field is no number.' },
    { word: 'in', meaning: 'The field is one of the list.' },
    { word: 'notIn', meaning: 'The field is none of the list, or missing.' },
    { word: 'contains', meaning: 'This text stands in the field, which must be text; lists never match.' },
    { word: 'startsWith', meaning: 'The field begins with this text.' },
    { word: 'endsWith', meaning: 'The field ends with this text.' },
    {
      word: 'matches',
      meaning: 'This JavaScript regular expression is found in the field; a broken one never matches.',
    },
    { word: 'exists', meaning: 'With a true value: the field is there and not null; else: it is not.' },
  ],
  values: {
    effect: [
      ...effects('The call'),
      { word: 'require_approval', meaning: 'The call is held until a person approves it.' },
    ],
    defaultEffect: effects('A call that no rule of this policy matches'),
    principalTypes: terms('user agent service system', 'Calls of this kind of principal.'),
    environments: terms('development staging production', 'Calls in this environment, and calls that name none.'),
    scope: [
      { word: 'principal', meaning: 'One count for each principal. The default.' },
      { word: 'action', meaning: 'One count for each action type.' },
      { word: 'global', meaning: 'One count for all.' },
    ],
  },
}

function effects(what: string): Term[] {
  return [
    { word: 'allow', meaning: `${what} proceeds.` },
    { word: 'deny', meaning: `${what} is blocked.` },
  ]
}

function terms(words: string, meaning: string): Term[] {
  return words.split(' ').map((word) => ({ word, meaning }))
}
