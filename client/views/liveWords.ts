import type { ModeWord, PolicyInfo } from '../../server/protocol.ts'

/** The mode that holds for agents, as far as it is known; else the document's own. */
export function liveMode({ mode, live }: PolicyInfo): ModeWord {
  return live?.hook === 'used' ? live.mode : mode
}

/** A few words on what keeps the document's mode from being the whole truth; empty where nothing does. */
export function hookNote({ mode, live }: PolicyInfo): string {
  if (live === undefined || live.hook === 'used') return live?.byHook && live.mode !== mode ? `hook: ${live.mode}` : ''
  return live.hook === 'none' ? 'no hook' : 'hooks off'
}

const others = 'only in sessions that `rehearsal run`, the MCP proxy or the SDK start'

/** What a mode means for the agent. */
export const modeWords: Readonly<Record<ModeWord, string>> = {
  enforce: 'enforced, what it denies is blocked',
  observe: 'observed, nothing is blocked',
  disabled: 'disabled, nothing is judged',
}
const unused: Readonly<Record<ModeWord, string>> = {
  enforce: `what it denies is blocked ${others}`,
  observe: 'nothing is blocked',
  disabled: 'nothing is judged',
}

/** What holds for agents, as a part of a sentence. */
export function liveWords(info: PolicyInfo): string {
  const { live, mode, doesNotLoad } = info
  if (doesNotLoad) return 'does not load, so it judges nothing'
  if (live?.hook === 'none') return `${mode}, but no installed hook uses it: ${unused[mode]}`
  if (live?.hook === 'off') return `${mode}, but the hooks that use it are switched off: ${unused[mode]}`
  const by = live?.byHook ? " (by its hook's command line)" : ''
  return `${modeWords[liveMode(info)]}${by}`
}
