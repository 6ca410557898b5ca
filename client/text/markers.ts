/** Words that only policies use, wherever they stand. */
const words =
  /\b(edictum\/v\d|ContractBundle|GovernancePolicy|agent-assembly|policy_version|fail_closed|enforcement_mode|agent_overrides|capfence|credential_action|sensitive_patterns|locale_packs|approval_timeout_secs)\b/

/** Keys that policies of some dialect have, at any depth. */
const keys =
  /(^|[\s{,])["']?(rules|contracts|orca|policies|defaultEffect|capability|capabilities|risk_levels|require_approval|allow|deny|warn|tools|network|schedule|budget)["']?\s*:/

/** Keys that are telling only at the start of a line: too common elsewhere. */
const rootKeys = /^["']?(data|policy|cases|simulate|policy_name|scope|filesystem|syscalls|approval)["']?\s*:/m

/** How much of a file is looked at, in characters. */
export const markerWindow = 4096

/**
 * Whether a text might be a policy or a test file of one. Only a reason to start the server, which then decides:
 * so it says yes too often rather than too rarely.
 */
export function mightBePolicy(text: string): boolean {
  const head = text.slice(0, markerWindow)
  return words.test(head) || keys.test(head) || rootKeys.test(head)
}
