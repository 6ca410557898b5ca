/** What `rehearsal init AGENT --format json` prints. */
export interface InitAnswer {
  readonly settings_file: string
  /** Whether it was written; false of a dry run. */
  readonly changed: boolean
  /** Why there is nothing to write, or why it was refused. */
  readonly reason?: string
  readonly before?: string
  readonly after?: string
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
export function initArguments(agent: string, audit: string, write: boolean): readonly string[] {
  const log = audit === '' ? [] : ['--audit', audit]
  return ['init', agent, ...log, '--format', 'json', write ? '--yes' : '--dry-run']
}
