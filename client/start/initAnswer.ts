/** What `rehearsal init AGENT --format json` prints. */
export interface InitAnswer {
  readonly settings_file: string
  /** Whether it was written; false of a dry run. */
  readonly changed: boolean
  /** Why there is nothing to write, or why it was refused. */
  readonly reason?: string
  readonly before?: string
  readonly after?: string
  /** Those that the hook judges by, in the modes that hold with it; absent: nobody looked. */
  readonly policies?: readonly JudgedPolicy[]
  /** What the hook's predecessor did and it does not. */
  readonly replaced?: {
    readonly policies: readonly JudgedPolicy[]
    readonly each_projects_own: boolean
    readonly modes: { readonly before: string | null; readonly after: string | null } | null
  } | null
}

/** A policy as `init` tells of it. */
export interface JudgedPolicy {
  readonly policy_files: readonly string[]
  readonly mode: string | null
  readonly problem: string | null
}

/** What is asked of `init` beside the agent. */
export interface InitWishes {
  /** A log; empty: the workspace's own. */
  readonly audit: string
  /** The hook only observes, whatever the policies say. */
  readonly observe: boolean
  /** The project's own settings instead of the user's. */
  readonly project: boolean
}

/** The answer in the command's output; null for anything else. */
export function readInitAnswer(output: string): InitAnswer | null {
  try {
    const answer: unknown = JSON.parse(output)
    const told = typeof answer === 'object' && answer !== null && 'settings_file' in answer
    return told ? (answer as InitAnswer) : null
  } catch {
    return null
  }
}

/** The arguments of `rehearsal` that show the change, or with `write` make it. */
export function initArguments(
  agent: string,
  { audit, observe, project }: InitWishes,
  write: boolean,
): readonly string[] {
  const flags = [
    ...(audit === '' ? [] : ['--audit', audit]),
    ...(observe ? ['--enforcement-mode', 'observe'] : []),
    ...(project ? ['--project'] : []),
  ]
  return ['init', agent, ...flags, '--format', 'json', write ? '--yes' : '--dry-run']
}

/** Policies that would block calls. */
export function enforcing({ policies = [] }: InitAnswer): readonly JudgedPolicy[] {
  return policies.filter(({ mode }) => mode === 'enforce')
}

/** Whether the change takes policies out of force that another hook judges by. */
export function takesOut({ replaced }: InitAnswer): boolean {
  return replaced != null && (replaced.policies.length > 0 || replaced.each_projects_own)
}

/** What the change means, a line for each policy; `shorten` makes a path readable. */
export function changeLines(answer: InitAnswer, shorten: (file: string) => string): readonly string[] {
  const { policies = [], replaced } = answer
  const named = ({ policy_files }: JudgedPolicy) => policy_files.map(shorten).join(' + ')
  const lost = [
    ...(replaced?.policies ?? []).map((each) => `• ${named(each)}${each.mode === 'enforce' ? ' (enforces)' : ''}`),
    ...(replaced?.each_projects_own ? ["• each project's own policies"] : []),
  ]
  const was = replaced?.modes?.before
  return [
    'These policies judge:',
    ...policies.map((each) => `• ${named(each)}: ${each.problem === null ? inWords(each.mode) : 'cannot be read'}`),
    ...(lost.length === 0 ? [] : ['', 'No longer judged, since another hook is replaced:', ...lost]),
    ...(was == null ? [] : ['', `The hook that is replaced had --enforcement-mode ${was}.`]),
  ]
}

function inWords(mode: string | null): string {
  if (mode === 'enforce') return 'what it denies is blocked'
  return mode === 'disabled' ? 'disabled' : 'observes, nothing is blocked'
}
