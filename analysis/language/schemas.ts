import agentAssembly from '../../schemas/agent-assembly.schema.json' with { type: 'json' }
import agentAssemblySandbox from '../../schemas/agent-assembly-sandbox.schema.json' with { type: 'json' }
import authensor from '../../schemas/authensor.schema.json' with { type: 'json' }
import capfence from '../../schemas/capfence.schema.json' with { type: 'json' }
import edictum from '../../schemas/edictum.schema.json' with { type: 'json' }
import orca from '../../schemas/orca.schema.json' with { type: 'json' }
import safeclaw from '../../schemas/safeclaw.schema.json' with { type: 'json' }
import safeclawJson from '../../schemas/safeclaw-json.schema.json' with { type: 'json' }
import test from '../../schemas/test.schema.json' with { type: 'json' }
import type { LanguageName } from './roles.ts'

/** What the language features read of a JSON Schema. */
export interface Schema {
  readonly $ref?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly enumDescriptions?: readonly string[]
  readonly const?: unknown
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly propertyNames?: Schema
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly if?: Schema
  readonly then?: Schema
  readonly else?: Schema
  readonly not?: Schema
}

const schemas = {
  'agent-assembly': agentAssembly,
  'agent-assembly-sandbox': agentAssemblySandbox,
  authensor,
  capfence,
  edictum,
  orca,
  safeclaw,
  'safeclaw-json': safeclawJson,
  test,
} as Readonly<Partial<Record<LanguageName, unknown>>>

/** The schema of a dialect or of test files; undefined for a dialect that has none. */
export function schemaOf(language: LanguageName): Schema | undefined {
  return schemas[language] as Schema | undefined
}
