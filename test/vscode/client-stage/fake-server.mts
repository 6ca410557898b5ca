/** Answers the client's messages with canned data, so that the client is tested alone: a policy is `name:` and `enforcement_mode:`. */
import { existsSync, readFileSync, watchFile } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createConnection, ProposedFeatures, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import * as views from '../../../server/protocol/events.ts'
import * as protocol from '../../../server/protocol.ts'

const connection = createConnection(ProposedFeatures.all)
const texts = new TextDocuments(TextDocument)
let folder = ''
let seen = 0

/** What the log file of the test holds: the log's state and its events, newest last. */
interface Log {
  readonly state: protocol.LogState
  readonly events: readonly views.LogEvent[]
}

connection.onInitialize(({ workspaceFolders }) => {
  folder = fileURLToPath(workspaceFolders?.[0]?.uri ?? 'file:///')
  return {
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      codeLensProvider: {},
      executeCommandProvider: { commands: ['rehearsal.server.policy'] },
    },
  }
})
connection.onInitialized(() => {
  watchFile(`${folder}/log.json`, { interval: 100 }, grown)
  grown()
})
texts.onDidChangeContent(() => void connection.sendNotification(protocol.policiesChanged, {}))

function grown(): void {
  const unseen = log().events.length - seen
  void connection.sendNotification(protocol.shadowChangedNotification, { unseen })
}

function log(): Log {
  const path = `${folder}/log.json`
  const absent = { kind: 'absent', message: 'No log yet.', path } as const
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Log) : { state: absent, events: [] }
}

function textAt(uri: string): TextDocument {
  const open = texts.get(uri)
  if (open) return open
  const path = fileURLToPath(uri)
  return TextDocument.create(uri, 'yaml', 0, existsSync(path) ? readFileSync(path, 'utf8') : '')
}

function whole(line: number, length: number): protocol.TextRange {
  return { start: { line, character: 0 }, end: { line, character: length } }
}

function policy(uri: string): protocol.PolicyInfo | null {
  const lines = textAt(uri).getText().split('\n')
  const name = lines.find((line) => line.startsWith('name: '))?.slice(6)
  const mode = lines.find((line) => line.startsWith('enforcement_mode: '))?.slice(18) as protocol.ModeWord | undefined
  if (name === undefined || mode === undefined) return null
  const rules = lines.flatMap((line, at) => {
    const label = /^ {2}- name: (.+)/.exec(line)?.[1]
    return label ? [{ label, mode, effect: 'deny', range: whole(at, line.length), flippable: label === 'own' }] : []
  })
  const dialect = 'agent-assembly-sandbox'
  return {
    uri,
    name,
    dialect,
    follows: 'the page',
    reason: 'It has an enforcement_mode.',
    mode,
    rules,
    errors: 0,
    testCases: cases(uri).length,
    flips: ['enforce', 'observe'],
  }
}

function cases(uri: string): (protocol.TestCaseInfo & { expected: string })[] {
  const lines = textAt(uri).getText().split('\n')
  return lines.flatMap((line, at) => {
    const found = /# test: (.+) => (\w+)/.exec(line)
    if (!found?.[1] || !found[2]) return []
    return [{ id: found[0], label: `${found[1]} => ${found[2]}`, range: whole(at, line.length), expected: found[2] }]
  })
}

function judge({ id, label, expected }: { id: string; label: string; expected: string }): protocol.TestResult {
  const actual = label.includes('.env') ? 'deny' : 'allow'
  const rule = actual === 'deny' ? 'block-dotenv' : 'no rule matched'
  const trace = `**${actual}** by \`${rule}\`\n\n- \`args.path\` contains \`.env\`: ${actual === 'deny'}`
  const base = { id, summary: `${actual} · ${rule}`, trace, durationMs: 1 }
  if (actual === expected) return { ...base, outcome: 'passed' }
  return { ...base, outcome: 'failed', message: `expected ${expected}, got ${actual} · ${rule}`, expected, actual }
}

connection.onCodeLens(({ textDocument: { uri } }) =>
  policy(uri)
    ? cases(uri).map(({ id, range }) => ({
        range,
        command: { title: '▶ Dry-run this call', command: 'rehearsal.dryRun', arguments: [uri, id] },
      }))
    : null,
)
connection.onRequest(protocol.policyRequest, ({ uri }: protocol.PolicyParams) => policy(uri))
const policies = () =>
  ['policy.yaml', 'second.yaml']
    .map((name) => policy(pathToFileURL(`${folder}/${name}`).href))
    .filter((info) => info !== null)
connection.onRequest(protocol.policiesRequest, policies)
connection.onRequest(protocol.testDocumentsRequest, (): protocol.TestDocument[] =>
  policies().filter(({ testCases }) => testCases > 0),
)
connection.onRequest(protocol.testCasesRequest, ({ uri }: protocol.PolicyParams) =>
  policy(uri) ? { uri, name: policy(uri)?.name, cases: cases(uri) } : null,
)
connection.onRequest(protocol.runTestsRequest, ({ uri, ids }: protocol.RunTestsParams) =>
  cases(uri)
    .filter(({ id }) => ids === undefined || ids.includes(id))
    .map(judge),
)
connection.onRequest(protocol.flipRequest, ({ uri, to }: protocol.FlipParams): unknown => {
  const document = textAt(uri)
  const lines = document.getText().split('\n')
  const line = lines.findIndex((text) => text.startsWith('enforcement_mode: '))
  const before = lines[line]?.slice(18) ?? ''
  if (before === to) return { code: 'already', message: `The policy is in ${to} already.` }
  const range = { start: { line, character: 18 }, end: { line, character: 18 + before.length } }
  const evidence = ['Observed **3 days**, 214 calls.', '- `block-rm-rf` would deny 12 calls, the last `rm -rf build`']
  return { version: document.version, edits: [{ range, newText: to }], before, after: to, evidence }
})
connection.onRequest(views.groupsRequest, ({ filter, by }: views.GroupsParams): views.Groups => {
  const { state } = log()
  const keyOf = ({ policyFile, rule, agent, tool, session }: views.LogEvent) => ({
    policy: by === 'policy' || by === 'rule' ? 'coding-team-policy' : '',
    policyFile: by === 'policy' || by === 'rule' ? policyFile : '',
    rule: by === 'policy' || by === 'rule' ? rule : null,
    agent: by === 'agent' || by === 'run' ? agent : '',
    tool: by === 'tool' ? tool : '',
    session: by === 'run' ? session : '',
  })
  const groups = Map.groupBy(wanted(filter), (event) => JSON.stringify(keyOf(event)))
  return {
    state,
    foreign: null,
    next: null,
    groups: [...groups.values()].map((same) => {
      const last = same.at(-1) as views.LogEvent
      const effects = { [last.effect]: same.length }
      return { ...keyOf(last), dialect: last.dialect, effects, count: same.length, lastSeen: last.time }
    }),
  }
})
connection.onRequest(views.eventsRequest, ({ filter, before, limit }: views.EventsParams): views.Events => {
  const found = wanted(filter)
    .filter(({ seq }) => before === undefined || seq < before)
    .sort((a, b) => b.seq - a.seq)
  const events = found.slice(0, limit)
  return { events, next: found.length > limit ? (events.at(-1)?.seq ?? null) : null, message: '' }
})
connection.onRequest(views.hookHealthRequest, (): views.HookHealth => ({ changed: [], notSeen: [] }))

function wanted({ agent, rule, session, tool }: views.EventsFilter): views.LogEvent[] {
  return log().events.filter(
    (event) =>
      (agent === undefined || event.agent === agent) &&
      (rule === undefined || event.rule === rule) &&
      (session === undefined || event.session === session) &&
      (tool === undefined || event.tool === tool),
  )
}
connection.onRequest(protocol.ruleLocationRequest, ({ policyFile, rule }: protocol.RuleLocationParams) => {
  const uri = pathToFileURL(policyFile).href
  const found = policy(uri)?.rules.find(({ label }) => label === rule)
  return found ? { uri, range: found.range } : null
})
connection.onNotification(protocol.shadowSeenNotification, () => {
  seen = log().events.length
})
connection.onNotification(protocol.flippedNotification, (params: protocol.FlippedParams) =>
  connection.console.info(`flipped ${JSON.stringify(params)}`),
)

texts.listen(connection)
connection.listen()
