const icons: Readonly<Record<string, string>> = {
  allow: 'pass',
  deny: 'circle-slash',
  require_approval: 'question',
  redact: 'eye-closed',
  warn: 'warning',
  error: 'error',
}

const words: Readonly<Record<string, string>> = {
  deny: 'Would have been denied',
  require_approval: 'Would have waited for approval',
  redact: 'Would have been redacted',
  warn: 'Would have been warned about',
  error: 'Could not be decided',
}

/** Id of the codicon that stands for an effect, everywhere the same. */
export function effectIconId(effect: string): string {
  return icons[effect] ?? 'circle-outline'
}

/** What enforcement would have done, in words. */
export function wouldHave(effect: string): string {
  return words[effect] ?? effect
}

const applied: Readonly<Record<string, string>> = {
  block: 'Was blocked',
  hold: 'Was held for approval',
  sanitize: 'Had its output redacted',
}

/** What became of a call: what enforcement would have done, or what it did. */
export function whatBecame(event: {
  readonly dryRun: boolean
  readonly effect: string
  readonly applied: string
}): string {
  if (event.dryRun) return wouldHave(event.effect)
  return applied[event.applied] ?? (event.effect === 'allow' ? 'Went through' : `Went through (${event.effect})`)
}
