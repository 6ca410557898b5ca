import { dirname, resolve } from 'node:path'
import { type TestFile, testFileAt } from '../analysis/tests/testFile.ts'
import { recallAll } from '../gate/memory.ts'
import { agentSettings } from '../gate/settings/agents.ts'
import { readHookCommand } from '../gate/settings/command.ts'
import { readSettings } from '../gate/settings/file.ts'
import { installedHooks } from '../gate/settings/hooks.ts'
import { logOf } from './log.ts'
import { thisMachine } from './options.ts'

/**
 * Files that something takes for policies, absolute, each with the reason as half a sentence: a test file among `files`, an
 * agent's hook of this project or this user, or the gate, which judged calls by it before.
 */
export function expectedPolicies(
  files: readonly { readonly path: string; readonly text: string }[],
): ReadonlyMap<string, string> {
  const expected = new Map<string, string>()
  for (const { file } of recallAll(logOf(undefined).policies)) expected.set(file, 'the gate has judged calls by it')
  for (const { settings, policy } of hookPolicies()) expected.set(policy, `the hook in ${settings} names it`)
  for (const { path, text } of files) {
    const tests = testFileAt(path, text)
    for (const policy of tests ? policiesOf(tests) : []) {
      expected.set(resolve(dirname(path), policy), `${path} names it as the policy under test`)
    }
  }
  return expected
}

function policiesOf({ policies, cases }: TestFile): readonly string[] {
  return [...policies, ...cases.flatMap(({ policy }) => (policy && 'paths' in policy ? policy.paths : []))]
}

function hookPolicies(): readonly { readonly settings: string; readonly policy: string }[] {
  const machine = thisMachine()
  return agentSettings.flatMap((agent) =>
    [agent.file(machine), agent.file(machine, process.cwd())].flatMap((settings) => {
      try {
        const hooks = installedHooks(agent, readSettings(settings))
        const named = hooks.flatMap(({ command }) => readHookCommand(command).policies)
        return named.map((policy) => ({ settings, policy: resolve(policy) }))
      } catch {
        return []
      }
    }),
  )
}
