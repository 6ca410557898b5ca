import type { Term, Vocabulary } from '../../dialect.ts'

/** The words of both vocabularies with their meaning. */
export const vocabulary: Vocabulary = {
  selectors: terms(`
    environment: where the agent runs; \`production\` when nothing is given
    tool.name: the tool's name as the agent uses it
    args.: an argument of the call; dots lead into maps, never into lists
    principal.user_id: on whose behalf the agent acts
    principal.service_id: the service that the agent acts as
    principal.org_id: the principal's organisation
    principal.role: the principal's role
    principal.ticket_ref: the ticket that the principal works on
    principal.claims.: a claim of the principal; dots lead into maps
    output.text: what the tool returned, as text; only in \`type: post\`
    env.: an environment variable; true, false and numbers are read as such
    metadata.: what the adapter passes beside the call (not the policy's own metadata)`),
  operators: terms(`
    exists: true: the value is there and not null; false: it is missing or null
    equals: the value equals this one; a missing value never does
    not_equals: the value is there and differs
    in: the value is one of these
    not_in: the value is there and none of these
    contains: the text holds this text
    contains_any: the text holds one of these texts
    starts_with: the text begins with this
    ends_with: the text ends with this
    matches: a Python regular expression is found in the text's first 10,000 characters
    matches_any: one of these regular expressions is found
    gt: the number is greater
    gte: the number is greater or equal
    lt: the number is less
    lte: the number is less or equal`),
  values: {
    mode: terms(`
      enforce: what fires is applied
      observe: what fires is recorded and the call goes on`),
    type: terms(`
      pre: looks at a call before it runs
      post: looks at what the tool returned
      session: limits how often tools may be called in one session
      sandbox: allows only some paths, commands or domains`),
    effect: terms(`
      deny: stops the call; on an output: hides it
      approve: asks a person first
      warn: lets it pass with a warning
      redact: replaces what was matched in the output`),
    action: terms(`
      block: stops the call; on an output: hides it
      ask: asks a person first
      warn: lets it pass with a warning
      redact: replaces what was matched in the output`),
    outside: terms(`
      deny: stops calls that leave the sandbox (ContractBundle)
      approve: asks a person first (ContractBundle)
      block: stops calls that leave the sandbox (Ruleset)
      ask: asks a person first (Ruleset)`),
    side_effect: terms(`
      pure: changes nothing and reads nothing outside
      read: only reads
      write: changes something that can be undone
      irreversible: cannot be undone; what tools are that are not listed`),
    timeout_effect: terms(`
      deny: nobody answered: the call is stopped
      allow: nobody answered: the call goes on`),
    timeout_action: terms(`
      block: nobody answered: the call is stopped
      allow: nobody answered: the call goes on`),
    kind: terms(`
      ContractBundle: the vocabulary of engine 0.16 and older
      Ruleset: the vocabulary of engine 0.17 and younger`),
    apiVersion: terms('edictum/v1: the only version'),
  },
}

function terms(lines: string): Term[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const text = line.trim()
      const colon = text.indexOf(': ')
      return { word: text.slice(0, colon), meaning: text.slice(colon + 2) }
    })
}
