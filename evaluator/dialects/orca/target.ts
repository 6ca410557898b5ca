import type { InnerPolicy } from './model.ts'

/** The policy that stands for the document where only one can: its default, else its only one. */
export function targetPolicy(policies: readonly InnerPolicy[]): InnerPolicy | null {
  const only = policies.length === 1 ? policies[0] : undefined
  return policies.find(({ isDefault }) => isDefault) ?? only ?? null
}
