import type { SandboxModel, SandboxRule } from '../../evaluator/dialects/agent-assembly-sandbox/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import { replaceScalar } from '../../evaluator/yaml/edit.ts'
import { entryOf } from '../../evaluator/yaml/node.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** What the Sandbox page's own list finds worth saying about rules and mode. */
export const sandboxPage: Lint = (document) => {
  const model = modelOf<SandboxModel>(document, 'agent-assembly-sandbox')
  if (model === null) return []
  return [...refused(model), ...disabled(model, document.path), ...model.rules.flatMap(aboutRule)]
}

function refused({ root }: SandboxModel): Problem[] {
  const range = root && entryOf(root, 'rules')?.key.range
  if (!range) return []
  const message =
    'The gateway refuses documents with `rules` since 0.0.1-beta.3 (before, it let everything through on them). Rehearsal judges by the Sandbox page; for the gateway write `tools` and `data` sections.'
  return [problemOf({ code: 'sandbox-gateway-refuses', range, message })]
}

function disabled({ root, mode, modeRange, document }: SandboxModel, path: string): Problem[] {
  if (mode !== 'disabled' || /(?:^|[\\/._-])(?:tests?|fixtures?|specs?)(?:[\\/._-]|$)/i.test(path)) return []
  const value = root && entryOf(root, 'enforcement_mode')?.value
  const message =
    '`disabled` is meant for tests: nothing is stopped, and nothing is recorded. `observe` records without stopping.'
  const fixes = value
    ? [
        {
          title: 'Change to `observe`',
          edits: [replaceScalar(document.text, value, 'observe')],
          changesDecisions: true,
        },
      ]
    : []
  return [problemOf({ code: 'sandbox-disabled', range: value?.range ?? modeRange, message, fixes })]
}

function aboutRule({ action, output, nameRange }: SandboxRule): Problem[] {
  if (action === 'allow') {
    const message =
      'An `allow` rule never changes the verdict: the most restrictive match decides, and without a match the call is allowed anyway.'
    return [problemOf({ code: 'sandbox-allow-rule', range: nameRange, message })]
  }
  if (action === 'redact') {
    if (output) return []
    const message = 'Without `output_contains_pattern` there is nothing to redact: this rule changes no output.'
    return [problemOf({ code: 'sandbox-redact-without-pattern', range: nameRange, message })]
  }
  if (output === null) return []
  const message = `The call has already run when its output is known: this \`${action}\` withholds the output, but does not stop the call.`
  return [problemOf({ code: 'sandbox-output-after-call', range: output.range, message })]
}
