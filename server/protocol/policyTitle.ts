/**
 * What a person reads as a policy's name: CapFence calls a policy without `policy_name` by its whole path, of which
 * the last part says enough beside the file's place.
 */
export function policyTitle(name: string, policyFile: string): string {
  return name === policyFile ? (name.split(/[\\/]/).at(-1) ?? name) : name
}
