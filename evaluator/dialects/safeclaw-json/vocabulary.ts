import type { Vocabulary } from '../../dialect.ts'

export const vocabulary: Vocabulary = {
  selectors: [
    {
      word: 'action.type',
      meaning: 'What is done: `code.exec`, `filesystem.write`, `network.http`, `mcp.SERVER.TOOL`, …',
    },
    {
      word: 'action.resource',
      meaning: 'What it is done to: a path, command, URL or query, secrets taken out, at most 200 characters.',
    },
  ],
  operators: [
    { word: 'eq', meaning: 'The field is this text, exactly.' },
    { word: 'in', meaning: 'The field is one of these texts; a string is split at its commas.' },
    { word: 'startsWith', meaning: 'The field begins with this text. An empty or missing value matches everything.' },
    {
      word: 'contains',
      meaning: 'This text stands somewhere in the field. An empty or missing value matches everything.',
    },
    {
      word: 'matches',
      meaning: 'This JavaScript regular expression is found in the field. One that does not compile never matches.',
    },
  ],
  values: {
    effect: effects('The call'),
    defaultEffect: effects('A call that no rule matches'),
    field: [
      { word: 'action.type', meaning: 'What is done.' },
      { word: 'action.resource', meaning: 'What it is done to.' },
    ],
  },
}

function effects(what: string) {
  return [
    { word: 'allow', meaning: `${what} proceeds.` },
    { word: 'deny', meaning: `${what} is blocked.` },
    { word: 'require_approval', meaning: `${what} is held until a person approves it.` },
  ]
}
