import { writeStored } from '../../evaluator/stored/write.ts'
import { discoverPolicies } from '../discover.ts'
import { loadPolicies } from '../load-policies.ts'
import type { GatePolicy, ReadyPolicy } from '../policies.ts'
import type { Asked } from './asked.ts'
import { type Form, type FormPolicy, maker, type SeenFile } from './form.ts'

/** The policies as their documents say, with the compiled form of all of them, where there is one. */
export interface Loaded {
  readonly policies: readonly GatePolicy[]
  readonly form: Form | null
}

/** Reads the policies asked for; `seen` are the files that could be some, null when one of them cannot be read. */
export function loadStanding(asked: Asked, seen: readonly SeenFile[] | null): Loaded {
  const policies = loadPolicies(asked.named.length > 0 ? asked.named : found(asked), asked.recall, asked.folder)
  return { policies, form: seen === null || maker === null ? null : formOf(policies, seen, maker) }
}

/** Those that are there, then those that were and are gone. */
function found({ folder, knownHere }: Asked): readonly string[] {
  const there = discoverPolicies(folder)
  const gone = knownHere().filter((file) => !there.includes(file))
  return [...there, ...gone.toSorted()]
}

/** Null when a policy does not load, holds what cannot be kept, or was written to while it was read. */
function formOf(policies: readonly GatePolicy[], seen: readonly SeenFile[], by: string): Form | null {
  const texts = new Map(seen.map(({ file, text }) => [file, text]))
  const forms: FormPolicy[] = []
  for (const policy of policies) {
    const form = policy.kind === 'ready' ? formOfPolicy(policy, texts) : null
    if (form === null) return null
    forms.push(form)
  }
  return { maker: by, seen, policies: forms }
}

function formOfPolicy(
  { files, name, policy, documents, model }: ReadyPolicy,
  texts: ReadonlyMap<string, string>,
): FormPolicy | null {
  const changed = documents.some(({ named, path, text }) => named === undefined && texts.get(path) !== text)
  const text = model === undefined || changed ? null : writeStored(model)
  if (text === null) return null
  const called = documents.flatMap(({ named, path, text }) =>
    named === undefined ? [] : [{ name: named, file: path, text }],
  )
  return { files, called, name, dialect: policy.dialect, digest: policy.digest, model: text }
}
