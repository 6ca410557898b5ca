import { childOf, type Node, stringOf } from '../../yaml/node.ts'
import { Fields, readMap } from './fields.ts'
import type { Findings } from './findings.ts'
import type { InnerPolicy } from './model.ts'
import { keyKeys } from './words.ts'

/** Checks what must be unique or point somewhere across the document, and reads its keys. */
export function checkReferences(
  found: Findings,
  policies: readonly InnerPolicy[],
  keyNodes: readonly Node[],
  policyNodes: readonly Node[],
): ReadonlyMap<string, string | null> {
  checkUnique(found, policies)
  const names = new Set(policyNodes.map((node) => stringOf(childOf(node, 'name'))))
  const keys = new Map<string, string | null>()
  for (const node of keyNodes) {
    const map = readMap(found, node, 'A key')
    if (map === null) continue
    const fields = new Fields(found, map, 'A key', keyKeys)
    const name = fields.string('name', 'required')
    const policy = fields.string('firewall_policy')
    if (policy && !names.has(policy.value)) {
      found.add('reference', policy.range, `There is no policy \`${policy.value}\` in this document.`)
    }
    if (name === null) continue
    if (keys.has(name.value)) found.add('duplicate-name', name.range, `Another key is named \`${name.value}\` already.`)
    else keys.set(name.value, policy?.value ?? null)
  }
  return keys
}

function checkUnique(found: Findings, policies: readonly InnerPolicy[]): void {
  const names = new Set<string>()
  const ids = new Set<string>()
  let isDefault: string | null = null
  for (const policy of policies) {
    const { name, id, nameRange, node, defaultRange } = policy
    if (names.has(name)) {
      found.add('duplicate-name', nameRange, `Another policy is named \`${name}\` already; policy names are unique.`)
    }
    names.add(name)
    if (id !== null && ids.has(String(id))) {
      const range = childOf(node, 'id')?.range ?? nameRange
      found.add('duplicate-name', range, `Another policy has the id ${id} already.`)
    }
    if (id !== null) ids.add(String(id))
    if (!policy.isDefault) continue
    if (isDefault !== null) {
      const message = `\`${isDefault}\` is the default already; only one policy can be, even while it is disabled.`
      found.add('two-defaults', defaultRange, message)
    }
    isDefault ??= name
  }
}
