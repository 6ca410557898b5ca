import type { Vocabulary } from '../../dialect.ts'
import { actionTerms, conditionTerms, riskLevels } from './words.ts'

const risk = riskLevels.map((word) => ({ word, meaning: `Calls whose risk is ${word}.` }))

/** The dialect's words for completion and hover. */
export const vocabulary: Vocabulary = {
  selectors: [
    {
      word: 'capability',
      meaning:
        'What the rule is about: `resource.action.scope`. `*` stands for a whole segment only; a missing segment is `*`.',
    },
    { word: 'deny', meaning: 'Rules that stop a call. They come before all others, wherever the list stands.' },
    { word: 'require_approval', meaning: 'Rules that hold a call for approval. They come after `deny`.' },
    {
      word: 'risk_levels',
      meaning: 'What happens to calls by their risk, before `allow` is asked; `warn` lets them through without a rule.',
    },
    {
      word: 'allow',
      meaning: 'Rules that let a call through when nothing above spoke. What nothing allows is denied.',
    },
    {
      word: 'warn',
      meaning:
        'Documented as a list for rollouts, but no release accepts it. `rules` with `action: warn` is what works.',
    },
    { word: 'rules', meaning: 'Rules in the older form: `capability`, `action` and text conditions only.' },
    {
      word: 'extends',
      meaning:
        'Further policies whose rules are added; paths are looked up in the working directory, not beside the file.',
    },
  ],
  operators: conditionTerms,
  values: {
    action: actionTerms,
    risk_level: risk,
    risk_levels: risk,
    environment: [
      { word: 'production', meaning: 'What the adapters say of every call.' },
      { word: 'development', meaning: 'The default of an event.' },
    ],
  },
}
