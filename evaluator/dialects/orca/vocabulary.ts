import type { Vocabulary } from '../../dialect.ts'

export const vocabulary: Vocabulary = {
  selectors: [
    { word: 'stage', meaning: 'The surface the rule is about; empty for all of them.' },
    {
      word: 'tool_name_glob',
      meaning: 'The tool: empty or `*` any, `foo.*`, `*.exec`, `*.shell.*`, else the exact name.',
    },
    { word: 'skill_name_glob', meaning: 'The skill that the tool belongs to; the same patterns.' },
    {
      word: 'args_match',
      meaning: 'Clauses on the arguments; all must hold, and one that cannot be decided does not.',
    },
    { word: 'egress', meaning: 'On `egress`: which destinations the rule is about.' },
    { word: 'sequence', meaning: 'Steps over several calls; judging one call passes over such a rule.' },
  ],
  operators: [
    { word: 'eq', meaning: 'The argument has the same type and value; 1 equals 1.0.' },
    { word: 'contains', meaning: 'The text holds this text, or the list holds this value.' },
    { word: 'regex', meaning: 'This regular expression (RE2) is found somewhere in the text.' },
    { word: 'in', meaning: 'The argument equals one of the listed values.' },
    { word: 'cidr_match', meaning: 'The argument is an address, or a URL of one, inside this network.' },
    { word: 'gt', meaning: 'The argument is a number greater than this.' },
    { word: 'lt', meaning: 'The argument is a number less than this.' },
  ],
  values: {
    verdict: [
      { word: 'allow', meaning: 'The call goes through.' },
      { word: 'audit', meaning: 'The call goes through, and someone wants to look at it.' },
      { word: 'deny', meaning: 'The call is blocked.' },
      { word: 'sanitize', meaning: 'The call goes through with its arguments cleaned; on `inbound` it is blocked.' },
      { word: 'pending_approval', meaning: 'The call is held until a person approves it.' },
      { word: 'cap_cost', meaning: 'Allows while the run has cost no more than `cap_cost_cents`, then denies.' },
    ],
    default_verdict: [
      { word: 'allow', meaning: 'What no rule matches goes through.' },
      { word: 'audit', meaning: 'What no rule matches goes through, and is looked at. The default.' },
      { word: 'deny', meaning: 'What no rule matches is blocked.' },
    ],
    stage: [
      { word: 'inbound', meaning: 'Tools that the agent advertises: names only, no arguments.' },
      { word: 'response', meaning: "Tool calls in the model's reply." },
      { word: 'mcp', meaning: 'Tool calls through the MCP gateway.' },
      { word: 'egress', meaning: 'A destination that is about to be reached.' },
    ],
    shadow_mode: [
      { word: 'true', meaning: 'Nothing is stopped; what would have been is recorded as a shadow event.' },
      { word: 'false', meaning: 'Verdicts are applied. The default.' },
    ],
    autonomy: [
      { word: 'tight', meaning: 'Denies by default, and shells and fetching by rule.' },
      { word: 'balanced', meaning: 'Denies shells, looks at the rest.' },
      { word: 'permissive', meaning: 'No policy: everything is observed.' },
    ],
    presets: [
      { word: 'aws_access_key', meaning: '`AKIA` or `ASIA` and 16 capitals or digits.' },
      { word: 'aws_secret_key', meaning: '40 letters, digits, `/` or `+`, standing alone.' },
      { word: 'openai_key', meaning: '`sk-` and at least 32 characters.' },
      { word: 'anthropic_key', meaning: '`sk-ant-` and at least 40 characters.' },
      { word: 'bearer_token', meaning: 'What follows `bearer`: at least 16 characters.' },
      { word: 'email', meaning: 'An e-mail address.' },
      { word: 'ssn_us', meaning: 'A US social security number, 3-2-4 digits.' },
      { word: 'credit_card', meaning: '13 to 19 digits whose checksum holds.' },
    ],
  },
}
