import { ThemeColor, ThemeIcon } from 'vscode'
import type { ModeWord } from '../../server/protocol.ts'

const icons: Readonly<Record<ModeWord, string>> = { enforce: 'shield', observe: 'eye', disabled: 'circle-slash' }

/** Id of the codicon that stands for a mode, everywhere the same. */
export function modeIconId(mode: ModeWord): string {
  return icons[mode]
}

/** Amber for observe, as for all that is shadow. */
export function modeIcon(mode: ModeWord): ThemeIcon {
  const colour = mode === 'observe' ? new ThemeColor('rehearsal.shadowForeground') : undefined
  return new ThemeIcon(icons[mode], colour)
}

/** Of a policy that does not load, whatever mode it asks for. */
export function brokenIcon(): ThemeIcon {
  return new ThemeIcon('error', new ThemeColor('list.errorForeground'))
}
