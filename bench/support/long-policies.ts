/** A policy of many rules as people write them, about twelve lines each; every 50th has one mistake. */
export interface LongPolicy {
  text(count: number): string
  /** Stands once in the text, in that rule, where words may follow. */
  marker(rule: number): string
}

export const longPolicies: Readonly<Record<string, LongPolicy>> = {
  'agent-assembly-sandbox': {
    marker: (rule) => `Rule ${rule} keeps builds out of reach`,
    text: (count) =>
      `name: bench\nenforcement_mode: observe\nrules:\n${list(count, (i) => {
        return `  # Nobody removes what build ${i} made.
  - name: rule-${i}
    action: ${i % 50 === 25 ? 'dney' : 'deny'}
    reason: Rule ${i} keeps builds out of reach
    match:
      tool_name:
        - bash
        - shell_exec
        - "run_*"
      # a path, or the whole tree
      command_pattern: "rm +-rf +/srv/${i}(/|$)"

`
      })}agent_overrides:\n  - agent_glob: "ci-*"\n    enforcement_mode: enforce\n`,
  },
  edictum: {
    marker: (rule) => `Rule ${rule} keeps builds out of reach`,
    text: (count) =>
      `apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: bench}\ndefaults: {mode: enforce}\ncontracts:\n${list(
        count,
        (i) => {
          const effect = i % 50 === 25 ? 'dney' : 'deny'
          return `- id: r${i}\n  type: pre\n  tool: Bash\n  when: {args.command: {contains: /${i}}}\n  then: {effect: ${effect}, message: Rule ${i} keeps builds out of reach}\n`
        },
      )}`,
  },
}

function list(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join('')
}
