import type { Vocabulary } from '../../dialect.ts'

export const vocabulary: Vocabulary = {
  selectors: [
    { word: 'path', meaning: 'The file of a `file_read` or `file_write`, compared as it is written.' },
    { word: 'command', meaning: 'The command line of a `shell_exec`.' },
    { word: 'url', meaning: 'The address of a `network` action.' },
    { word: 'agent', meaning: 'The name of the agent that acts.' },
    { word: 'type', meaning: "The action's type: what `action` is compared with." },
  ],
  operators: [
    { word: 'starts_with', meaning: 'The field begins with this text.' },
    { word: 'equals', meaning: 'The field is this text, exactly.' },
    { word: 'ends_with', meaning: 'The field ends with this text.' },
    { word: 'contains', meaning: 'This text stands somewhere in the field.' },
    { word: 'in', meaning: 'The field is one of these texts, exactly.' },
    { word: 'matches', meaning: 'This regular expression (RE2) is found somewhere in the field.' },
  ],
  values: {
    mode: [
      {
        word: 'simulate',
        meaning: 'Actions proceed; what would have happened is recorded as shadow events. The default.',
      },
      { word: 'enforce', meaning: 'Verdicts are applied: actions are blocked or held.' },
    ],
    action: [
      { word: 'file_read', meaning: 'An agent reads a file (`path`).' },
      { word: 'file_write', meaning: 'An agent writes, edits or creates a file (`path`).' },
      { word: 'shell_exec', meaning: 'An agent runs a command (`command`).' },
      { word: 'network', meaning: 'An agent fetches an address (`url`).' },
    ],
    effect: [
      { word: 'ALLOW', meaning: 'The action proceeds.' },
      { word: 'DENY', meaning: 'The action is blocked. What no rule matches is denied too.' },
      { word: 'REQUIRE_APPROVAL', meaning: 'The action is held until a person approves it.' },
    ],
  },
}
