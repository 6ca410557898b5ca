import { type PolicyDocument, readPolicyAs } from '../../../analysis/policyDocument.ts'
import { nothingGiven } from '../../../evaluator/call.ts'
import type { Decision } from '../../../evaluator/decision.ts'
import { parseJson } from '../../../evaluator/json/parse.ts'
import type { Adapter, Vector } from '../../conformance/adapter.ts'
import { adapterOf } from '../../conformance/adapters.ts'
import { vectorsOf } from '../../support/vectors.ts'

/** The vectors of a dialect whose policies differ, each with how to judge its calls; none where they are not at hand. */
export async function recorded(dialect: string): Promise<readonly Recorded[]> {
  const adapter = await adapterOf(dialect)
  if (adapter === undefined) return []
  return vectorsOf(dialect).map((vector) => new Recorded(vector, adapter))
}

/** One vector, read when it is asked for. */
export class Recorded {
  readonly vector: Vector
  private readonly adapter: Adapter

  constructor(vector: Vector, adapter: Adapter) {
    this.vector = vector
    this.adapter = adapter
  }

  read(): PolicyDocument {
    const { policy, files = {} } = this.vector
    const given = this.adapter.texts?.(this.vector)
    const further =
      given?.further ??
      Object.keys(files)
        .sort()
        .map((path) => ({ path, text: files[path] ?? '' }))
    const { path, text } = given?.document ?? { path: 'policy.yaml', text: policy }
    return readPolicyAs(this.adapter.dialect, path, text, { further })
  }

  /** The decisions on the recorded calls, before and after they ran, each judged alone and under every mode. */
  decisions({ policy }: PolicyDocument): readonly Decision[] {
    const counters = this.adapter.counters?.(this.vector) ?? null
    return (this.vector.calls ?? []).flatMap((each) => {
      const json = each.call ?? parseJson(each.call_json ?? 'null')
      const { call, given } = this.adapter.toCall(json, this.vector, each.call_json)
      const enforced = { ...nothingGiven, ...given, modeOverride: 'enforce' } as const
      const answers = [given, enforced].flatMap((one) => [
        policy.evaluate(call, one, counters),
        policy.judgeOutput(call, one, counters),
      ])
      return answers.filter((answer) => answer !== null)
    })
  }
}
