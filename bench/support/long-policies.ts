/** A policy of many rules as people write them, about twelve lines each. */
export interface LongPolicy {
  /** Every 50th rule has a mistake; `whole`: none has, and the rule in the middle has a test. */
  text(count: number, whole?: boolean): string
  /** How many mistakes that many rules hold. */
  mistakes(count: number): number
  /** What stands before a value to complete, and before a rule's name. */
  readonly words: { readonly value: string; readonly name: string }
  /** Stands once in the text, in that rule, where words may follow. */
  marker(rule: number): string
}

export const longPolicies: Readonly<Record<string, LongPolicy>> = {
  'agent-assembly-sandbox': {
    words: { value: 'action: ', name: '- name: ' },
    mistakes: everyFiftieth,
    marker: (rule) => `Rule ${rule} keeps builds out of reach`,
    text: (count, whole = false) =>
      `name: bench\nenforcement_mode: observe\nrules:\n${list(count, (i) => {
        return `  # ${testOrNot(whole && i === count >> 1, `bash {command: "rm -rf /srv/${i}"} => deny by rule-${i}`, `Nobody removes what build ${i} made.`)}
  - name: rule-${i}
    action: ${i % 50 === 25 && !whole ? 'dney' : 'deny'}
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
    words: { value: 'effect: ', name: '- id: ' },
    mistakes: everyFiftieth,
    marker: (rule) => `Rule ${rule} keeps builds out of reach`,
    text: (count, whole = false) =>
      `apiVersion: edictum/v1\nkind: ContractBundle\nmetadata: {name: bench}\ndefaults: {mode: enforce}\ncontracts:\n${list(
        count,
        (i) => {
          const effect = i % 50 === 25 && !whole ? 'dney' : 'deny'
          const comment = testOrNot(whole && i === count >> 1, `Bash {command: /${i}} => deny`, `Build ${i}.`)
          return `# ${comment}\n- id: r${i}\n  type: pre\n  tool: Bash\n  when: {args.command: {contains: /${i}}}\n  then: {effect: ${effect}, message: Rule ${i} keeps builds out of reach}\n`
        },
      )}`,
  },
}

/** Of the rules 25, 75, … */
function everyFiftieth(count: number): number {
  return Math.floor((count + 24) / 50)
}

function testOrNot(isTest: boolean, test: string, comment: string): string {
  return isTest ? `test: ${test}` : comment
}

function list(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join('')
}
