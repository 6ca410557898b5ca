import { randomUUID } from 'node:crypto'
import { CallDenied } from './call-denied.ts'
import type { CheckResult, GuardOptions, ToolCall } from './public.d.ts'
import { inShapeOf } from './result.ts'

/** The function with `check` before and after it; rejects with `CallDenied` where that does not allow it. */
export function guarded<Params extends readonly unknown[], Result>(
  check: (call: ToolCall) => CheckResult,
  fn: (...params: Params) => Result,
  options: GuardOptions<Params>,
): (...params: Params) => Promise<Awaited<Result>> {
  const { tool, agentId, session } = options
  return async (...params): Promise<Awaited<Result>> => {
    const call = {
      tool,
      args: argsOf(params, options),
      callId: randomUUID(),
      ...(agentId === undefined ? {} : { agentId }),
      ...(session === undefined ? {} : { session }),
    }
    const before = check(call)
    if (!before.allowed) throw new CallDenied(tool, before)
    let output: Awaited<Result>
    try {
      output = await fn(...params)
    } catch (error) {
      check({ ...call, throws: error instanceof Error ? error.message : String(error) })
      throw error
    }
    const after = check({ ...call, output: output ?? null })
    if (!after.allowed) throw new CallDenied(tool, after)
    if (after.applied !== 'sanitize') return output
    const shown = inShapeOf(output, after.output)
    if (shown === undefined) throw new CallDenied(tool, after)
    return shown as Awaited<Result>
  }
}

function argsOf<Params extends readonly unknown[]>(params: Params, { args }: GuardOptions<Params>): unknown {
  if (args !== undefined) return args(...params)
  const [only] = params
  const single = params.length === 1 && typeof only === 'object' && only !== null && !Array.isArray(only)
  return single ? only : { args: params }
}
