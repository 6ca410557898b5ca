import type { CheckResult } from './public.d.ts'

/** A call that an enforcing policy stopped. */
export class CallDenied extends Error {
  readonly tool: string
  readonly result: CheckResult

  constructor(tool: string, result: CheckResult) {
    super(result.reason ?? `Blocked by Rehearsal: ${tool}`)
    this.name = 'CallDenied'
    this.tool = tool
    this.result = result
  }
}
