import type { Call } from '../../call.ts'
import { isObject } from '../../json/values.ts'
import { strip } from '../../python/whitespace.ts'
import type { SideEffect } from './words.ts'

const operators = ['\n', '\r', '<(', '<<', '$', '>', '|', ';', '&&', '`', '#{']
const readers =
  /^(?:ls|cat|head|tail|wc|find|grep|rg|git (?:status|log|diff|show|branch|remote|tag)|echo|pwd|whoami|date|which|file|stat|du|df|tree|less|more)(?: |$)/

/** How a `Bash` command is classed: reading only where it begins with a known reader and joins nothing to it. */
export function commandEffect(command: string): SideEffect {
  const text = strip(command)
  if (text === '') return 'read'
  if (operators.some((operator) => text.includes(operator))) return 'irreversible'
  return readers.test(text) ? 'read' : 'irreversible'
}

/** Whether a call's effect can be undone by hiding its output: only then is output redacted or suppressed. */
export function isSafe(call: Call, tools: ReadonlyMap<string, SideEffect>): boolean {
  const effect = call.tool === 'Bash' ? commandEffect(bashCommand(call)) : (tools.get(call.tool) ?? 'irreversible')
  return effect === 'pure' || effect === 'read'
}

function bashCommand({ args }: Call): string {
  const command = isObject(args) && Object.hasOwn(args, 'command') ? args.command : ''
  return typeof command === 'string' ? command : ';'
}
