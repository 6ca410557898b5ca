import { nothingGiven } from '../../evaluator/call.ts'
import type { PolicyDocument } from '../policyDocument.ts'
import { type Lint, problemOf } from './lint.ts'

interface Target {
  readonly what: string
  /** Ways to write the path; a policy that stops one of them has thought of it. */
  readonly paths: readonly string[]
}

/** Whether an agent that this policy governs could rewrite the policy, the hook's settings or the audit log with its own edit tools. */
export const selfProtection: Lint = (document) => {
  const { dialect, policy, model } = document
  // The Sandbox page's rules see tools and commands, never paths: its author can do nothing about it.
  if (dialect.name === 'agent-assembly-sandbox' || policy.needsIsolation || policy.rules.length === 0) return []
  const open = targetsOf(document).filter((target) => !isKept(document, target))
  if (open.length === 0) return []
  const named = open.map(({ what }) => what)
  const last = named.pop()
  const list = named.length > 0 ? `${named.join(', ')} or ${last}` : last
  const message = `Nothing here keeps an agent from editing ${list}. A rule that denies writing there closes the simplest way.`
  return [problemOf({ code: 'agent-can-edit', range: model.modeRange, message })]
}

function targetsOf({ path, model }: PolicyDocument): readonly Target[] {
  const name = path.replace(/^.*[\\/]/, '')
  const home = '/home/user'
  return [
    { what: 'this policy', paths: [path, `./${name}`, name] },
    ...parentsOf(model),
    { what: 'the hook settings (`.claude/settings.json`)', paths: everywhere('.claude/settings.json') },
    { what: 'the audit log', paths: everywhere('.local/state/rehearsal/audit.db', home) },
  ]
}

/** What a policy takes from other files is theirs to say: whoever edits one of them edits the policy. */
function parentsOf({ further }: PolicyDocument['model']): readonly Target[] {
  return further.flatMap(({ named, path, unread }): Target[] => {
    if (named === undefined || unread !== undefined) return []
    const plain = named.replace(/^\.\//, '')
    return [{ what: `\`${named}\`, which it extends`, paths: [path, plain, `./${plain}`] }]
  })
}

function everywhere(path: string, home = '/home/user'): readonly string[] {
  return [path, `./${path}`, `${home}/${path}`, `~/${path}`, `/workspace/${path}`]
}

function isKept({ dialect, policy }: PolicyDocument, { paths }: Target): boolean {
  return paths.some((path) =>
    editsOf(path).some(({ tool, args }) => {
      const call = dialect.fromAgent({ agent: 'claude-code', agentLabel: 'claude-code', tool, args }, {})
      const { effect } = policy.evaluate(call, { ...nothingGiven, modeOverride: 'enforce' }, null)
      return effect === 'deny' || effect === 'require_approval' || effect === 'error'
    }),
  )
}

function editsOf(path: string) {
  return [
    { tool: 'Write', args: { file_path: path, content: '' } },
    { tool: 'Edit', args: { file_path: path, old_string: 'a', new_string: 'b' } },
  ]
}
