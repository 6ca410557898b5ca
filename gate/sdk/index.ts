import { homedir } from 'node:os'
import path from 'node:path'
import type { Phase } from '../agent-hook.ts'
import { argumentForms, type CallSettings } from '../call-settings.ts'
import { openLiveGate } from '../live/gate.ts'
import { modeOf, modeWords } from '../mode-word.ts'
import { CallDenied } from './call-denied.ts'
import { compositionReports } from './composition.ts'
import { guarded } from './guard.ts'
import type * as api from './public.d.ts'
import { checkResult, doubtfulResult, jsonOf } from './result.ts'

export { CallDenied }

/** Opens a gate in front of this program's own tools. A word that an option does not know rejects with a `RangeError`. */
export async function openGate(options: api.GateOptions = {}): Promise<api.Gate> {
  const { enforcementMode, folder = process.cwd(), agentId = 'sdk' } = options
  const mode = enforcementMode === undefined ? undefined : modeOf(enforcementMode)
  if (enforcementMode !== undefined && mode === undefined) {
    throw new RangeError(`The enforcement mode ${String(enforcementMode)} is none of ${modeWords.join(', ')}.`)
  }
  const settings = settingsOf(options)
  const absolute = (files: readonly string[] = []) => listed(files).map((file) => path.resolve(folder, file))
  const live = openLiveGate({
    agent: 'sdk',
    agentLabel: agentId,
    policies: absolute(options.policies),
    alongside: absolute(options.observeAlongside),
    ...(options.audit === undefined ? {} : { audit: path.resolve(folder, options.audit) }),
    ...(mode === undefined ? {} : { mode }),
    folder,
    settings,
    machine: { platform: process.platform, homedir: homedir(), env: process.env },
  })
  live.begin()

  function check(call: api.ToolCall): api.CheckResult {
    // A program without types may hand over anything.
    if (typeof call?.tool !== 'string') {
      const message = 'What is to be checked is no call: an object whose `tool` is a text.'
      return doubtfulResult(live.doubt({ code: 'odd-call', message }))
    }
    const phase = phaseOf(call)
    try {
      const { tool, session, callId, throws, agentId: agentLabel, environment } = call
      const asked = live.ask({
        kind: 'call',
        phase,
        tool,
        args: jsonOf(call.args ?? {}),
        ...(call.output === undefined ? {} : { output: jsonOf(call.output) }),
        ...(throws === undefined ? {} : { throws, output: throws }),
        ...(session === undefined ? {} : { session }),
        ...(callId === undefined ? {} : { callId }),
        ...(agentLabel === undefined ? {} : { agentLabel }),
        ...(environment === undefined ? {} : { environment }),
        ...(call.principal === undefined ? {} : { principal: jsonOf(call.principal) }),
      })
      const unsanitised = phase === 'before' && asked.verdict.applied === 'sanitize'
      const verdict = asked.settle(unsanitised ? 'there is no output yet that could be sanitised' : undefined)
      return checkResult(asked.ruling, asked.observed, verdict)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const problem = { code: 'odd-call', message: `The call of ${call.tool} cannot be judged (${why}).` }
      return doubtfulResult(live.doubt(problem, { tool: call.tool, phase }))
    }
  }

  return {
    check,
    guard: (fn, guardOptions) => guarded(check, fn, guardOptions),
    composition() {
      const { judging, beside } = live.policies()
      return compositionReports(judging, beside)
    },
    close: async () => (await live.close()).ok,
  }
}

function listed(files: readonly string[]): readonly string[] {
  if (Array.isArray(files) && files.every((file) => typeof file === 'string')) return files
  throw new TypeError('`policies` and `observeAlongside` take a list of files.')
}

function settingsOf({ environment, principal, toolNames, storeArguments }: api.GateOptions): CallSettings {
  if (storeArguments !== undefined && !argumentForms.includes(storeArguments)) {
    const known = argumentForms.join(', ')
    throw new RangeError(`Arguments cannot be stored as ${String(storeArguments)}; it is none of ${known}.`)
  }
  return {
    ...(environment === undefined ? {} : { environment }),
    ...(principal === undefined ? {} : { principal: jsonOf(principal) }),
    ...(toolNames === undefined ? {} : { toolNames }),
    ...(storeArguments === undefined ? {} : { storeArguments }),
  }
}

function phaseOf({ output, throws }: api.ToolCall): Phase {
  if (throws !== undefined) return 'failed'
  return output === undefined ? 'before' : 'after'
}
