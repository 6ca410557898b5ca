import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathsCalledFor } from '../audit/named-files.ts'
import type { Dialect, PolicyModel } from '../evaluator/dialect.ts'
import { detectDialect, dialectNamed } from '../evaluator/registry.ts'
import type { PolicyText } from '../evaluator/text.ts'
import { coreYaml } from '../evaluator/yaml/core.ts'
import { readYaml } from '../evaluator/yaml/read.ts'
import type { HookProblem } from './agent-hook.ts'
import { enforces, type GatePolicy, type Recall, unreadablePolicy } from './policies.ts'
import { projectFiles } from './project-files.ts'

type ReadFile = { readonly text: string; readonly dialect: Dialect } | { readonly problem: HookProblem }

/** How long a file that cannot be read is left to be finished by whoever writes it, in milliseconds. */
const pause = 40

/**
 * The policies in `files` (absolute paths), read from disk now. Files of a dialect that composes are one policy in the
 * order given; all others stand alone. `folder` is the project that asks. Never throws.
 */
export function loadPolicies(files: readonly string[], recall: Recall, folder: string): readonly GatePolicy[] {
  const first = loadOnce(files, recall, folder)
  if (first.every(({ kind }) => kind === 'ready')) return first
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
  return loadOnce(files, recall, folder)
}

function loadOnce(files: readonly string[], recall: Recall, folder: string): readonly GatePolicy[] {
  const read = new Map(files.map((file) => [file, readPolicyFile(file)]))
  return groups(files, read, recall).map((group) => {
    const documents: { readonly file: string; readonly text: string; readonly dialect: Dialect }[] = []
    for (const file of group) {
      const found = read.get(file)
      if (found === undefined) continue
      if ('problem' in found) return unreadablePolicy(group, file, found.problem, recall)
      documents.push({ file, ...found })
    }
    const [first, ...rest] = documents
    return first === undefined
      ? unreadablePolicy(group, group[0] ?? '', { code: 'no-policy', message: 'No policy was named.' }, recall)
      : compose(first.dialect, textOf(first), rest.map(textOf), { files: group, recall, folder })
  })
}

function textOf({ file, text }: { file: string; text: string }): PolicyText {
  return { path: file, text }
}

/** One list of files per policy, in the order of their first files. */
function groups(files: readonly string[], read: ReadonlyMap<string, ReadFile>, recall: Recall): readonly string[][] {
  const composed = new Map<string, string[]>()
  const all: string[][] = []
  for (const file of new Set(files)) {
    const found = read.get(file)
    const remembered = recall(file)?.dialect
    const dialect = found && 'dialect' in found ? found.dialect : remembered && dialectNamed(remembered)
    const together = dialect?.composes ? composed.get(dialect.name) : undefined
    if (together) {
      together.push(file)
      continue
    }
    const group = [file]
    all.push(group)
    if (dialect?.composes) composed.set(dialect.name, group)
  }
  return all
}

function readPolicyFile(file: string): ReadFile {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const why = error instanceof Error ? error.message : String(error)
    const message = missing ? `The policy ${file} is gone.` : `The policy ${file} cannot be read (${why}).`
    return { problem: { code: missing ? 'policy-missing' : 'policy-unreadable', message } }
  }
  const { root, problems } = readYaml(text, coreYaml)
  const detection = detectDialect(root)
  if (detection !== null) return { text, dialect: detection.dialect }
  const why = problems[0]?.message ?? 'none of the known policy formats has keys like these.'
  return { problem: { code: 'not-a-policy', message: `${file} is not a policy: ${why}` } }
}

interface Loading {
  readonly files: readonly string[]
  readonly recall: Recall
  readonly folder: string
}

function compose(
  dialect: Dialect,
  document: PolicyText,
  given: readonly PolicyText[],
  { files, recall, folder }: Loading,
): GatePolicy {
  try {
    const named = projectFiles(folder, document.path)
    const model: PolicyModel = dialect.load(document, given, undefined, named)
    const policy = dialect.compile(model)
    const refused = model.refused?.message ?? model.cannotReproduce
    if (refused === null) {
      const documents = [document, ...model.further]
      const name = nameOf(model.name, document.path)
      return { kind: 'ready', files, name, dialect, policy, documents, model, before: recall(document.path) }
    }
    const code = model.refused ? 'policy-refused' : 'cannot-reproduce'
    const problem = { code, message: `The policy ${document.path} does not load: ${refused}` }
    const calledFor = pathsCalledFor(model.further)
    const lost = { ...unreadablePolicy(files, document.path, problem, recall), calledFor }
    // What cannot be reproduced is a good document all the same: its own mode counts.
    return model.refused ? lost : { ...lost, dialect: dialect.name, mode: enforces(policy) ? 'enforce' : policy.mode }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const problem = { code: 'policy-crashed', message: `The policy ${document.path} could not be loaded (${why}).` }
    return unreadablePolicy(files, document.path, problem, recall)
  }
}

function nameOf(name: string, file: string): string {
  return name === file ? path.basename(file) : name
}
