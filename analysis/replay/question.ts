import type { Call, Given } from '../../evaluator/call.ts'
import type { Dialect } from '../../evaluator/dialect.ts'
import type { ReplaySource, SourceCall } from './source.ts'

/** The calls of a source as one dialect sees them, each made when it is first asked for. */
export class Questions {
  readonly dialect: Dialect
  private readonly source: ReplaySource
  private readonly columns = new Map<string, Uint8Array>()
  private around = ''
  /** Most calls are given what the one before was. */
  private last: Given = { now: 0, cwd: '/', realpath: asWritten, env: noVariables }
  private readonly made: (Call | null | undefined)[]

  constructor(source: ReplaySource, dialect: Dialect) {
    this.source = source
    this.dialect = dialect
    this.made = new Array(source.calls.length)
  }

  /** What is kept of rules by their texts; it holds for one text around them only. */
  columnsWithin(around: string): Map<string, Uint8Array> {
    if (around !== this.around) this.columns.clear()
    this.around = around
    return this.columns
  }

  /** What is kept of rules says nothing of calls that came since. */
  forgetColumns(): void {
    this.columns.clear()
  }

  /** The call in the dialect's words; null for one that another system's log tells in words of its own. */
  call(index: number): Call | null {
    const known = this.made[index]
    if (known !== undefined) return known
    const made = this.inItsWords(this.source.calls[index] as SourceCall)
    this.made[index] = made
    return made
  }

  /** What is given beside the call: nothing but what was recorded. Links are not followed, since they may have changed. */
  given(index: number, now: number): Given {
    const { cwd } = this.source.calls[index] as SourceCall
    const last = this.last
    if (last.cwd === cwd && last.now === now) return last
    this.last = { now, cwd, realpath: asWritten, env: noVariables }
    return this.last
  }

  private inItsWords({ agentCall, own }: SourceCall): Call | null {
    if (own?.dialect === this.dialect.name) return own.call
    if (agentCall === null) return null
    return this.dialect.fromAgent(agentCall, this.source.toolNames?.[this.dialect.name] ?? {})
  }
}

const asWritten = (path: string): string => path
const noVariables = {}
