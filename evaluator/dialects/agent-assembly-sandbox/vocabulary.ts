import type { Vocabulary } from '../../dialect.ts'

const modes = [
  { word: 'enforce', meaning: 'Verdicts are applied: calls are blocked or held, outputs are sanitised. The default.' },
  { word: 'observe', meaning: 'Calls proceed; what would have happened is recorded as shadow events.' },
  { word: 'disabled', meaning: 'Nothing is evaluated and nothing is recorded. For hermetic tests only.' },
]

export const vocabulary: Vocabulary = {
  selectors: [
    {
      word: 'tool_name',
      meaning: 'A glob over the whole tool name, or a list of them: `*` any run, `?` one character.',
    },
    {
      word: 'command_pattern',
      meaning: "A regular expression (RE2) searched in the call's `command`, else its `cmd`.",
    },
    { word: 'output_contains_pattern', meaning: 'A regular expression (RE2) searched in what the tool returned.' },
  ],
  operators: [],
  values: {
    enforcement_mode: modes,
    action: [
      { word: 'allow', meaning: 'Lets the call pass; it can never change the verdict of another rule.' },
      { word: 'deny', meaning: 'Stops the call and returns an error to the agent.' },
      { word: 'redact', meaning: 'Replaces what the pattern finds in the output by `[REDACTED]`.' },
      { word: 'require_approval', meaning: 'Holds the call until a person approves it.' },
    ],
  },
}
