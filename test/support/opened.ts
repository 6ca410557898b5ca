import type { Position } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Range } from '../../evaluator/text.ts'
import { Documents, type OpenDocument } from '../../server/documents.ts'
import { marked } from './marked.ts'

/** A marked fixture as the server has it open. */
export interface Opened {
  readonly document: OpenDocument
  readonly documents: Documents
  readonly position: Position
  readonly ranges: readonly Range[]
}

/** Opens a marked fixture at `path`, beside what `documents` holds already. */
export function opened(path: string, fixture: string, documents = new Documents()): Opened {
  const { text, cursor, ranges } = marked(fixture)
  const document = documents.update(TextDocument.create(`file://${path}`, 'yaml', 1, text))
  return { document, documents, position: document.text.positionAt(Math.max(0, cursor)), ranges }
}

/** The whole words of a document at LSP ranges, for comparing with what a fixture marks. */
export function textAt(document: OpenDocument, range: { start: Position; end: Position }): string {
  return document.text.getText(range)
}

/** One small policy a dialect, all of which load. */
export const policies = {
  sandbox: `name: team
enforcement_mode: observe
rules:
  - name: no-rm
    # test: bash {command: rm -rf /} => deny by no-rm
    action: deny
    match:
      tool_name: ba*
      command_pattern: rm\\s+-rf
`,
  safeclaw: `mode: simulate
rules:
  - name: no-dotenv
    action: file_read
    conditions: {path: {contains: .env}}
    effect: DENY
`,
  edictum: `apiVersion: edictum/v1
kind: Ruleset
metadata: {name: v}
defaults:
  mode: observe
rules:
  - id: a
    type: pre
    tool: read_file
    when: {args.path: {matches: '\\.env$'}}
    then: {action: block, message: m}
`,
  capfence: `deny:
  - capability: shell.execute
    match_regex: rm -rf
allow:
  - filesystem.read
`,
  agentAssembly: `network:
  allowlist: [example.com]
tools:
  bash:
    allow: true
    requires_approval_if: args.command contains "rm"
data:
  sensitive_patterns: ['AKIA[0-9A-Z]+']
`,
  orca: `orca: 1
policies:
  - name: team
    is_default: true
    shadow_mode: true
    rules:
      - priority: 1
        label: no shell
        tool_name_glob: '*.exec'
        verdict: deny
        args_match: {clauses: [{path: $.command, op: regex, value: rm}]}
`,
  safeclawJson: `{
  "id": "p", "version": "v1", "name": "team",
  "defaultEffect": "allow",
  "rules": [
    {"id": "no-env", "effect": "deny", "condition": {"any": [
      {"field": "action.resource", "operator": "matches", "value": "env"}
    ]}}
  ]
}
`,
  authensor: `id: p
name: team
version: 1.0.0
defaultEffect: deny
rules:
  - id: no-env
    name: no env
    effect: deny
    condition: {field: action.resource, operator: matches, value: env}
`,
} as const
