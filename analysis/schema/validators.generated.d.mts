/** One compiled schema; after a `false` its `errors` say what is wrong. */
export interface Validator {
  (data: unknown): boolean
  errors?: readonly SchemaError[] | null
}

export interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly message?: string
  readonly params: { readonly additionalProperty?: string; readonly missingProperty?: string; readonly allowedValues?: readonly unknown[] }
}

/** By the schema's file name: a dialect's name, or `test`. */
export const validators: Readonly<Record<string, Validator>>
