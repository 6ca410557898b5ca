import type { AgentCall } from '../../evaluator/call.ts'

/** Commands such as agents run; one in six is what the policies forbid. */
export const commands = [
  'git status --short',
  'npm test -- --watch=false',
  'ls -la /srv/app/releases',
  'rm -rf /srv/7/build',
  'cat README.md | head -n 40',
  'docker compose up -d web',
]

const paths = ['/srv/app/src/index.ts', '/home/dev/project/README.md', '/etc/secret-6/key.pem', '/tmp/notes.txt']

/** Calls as Claude Code makes them: commands, reads, writes and fetches. */
export const agentCalls: readonly AgentCall[] = [
  ...commands.map((command) => callOf('Bash', { command, description: 'Look at what is there' })),
  ...paths.map((path) => callOf('Read', { file_path: path })),
  ...paths.slice(0, 2).map((path) => callOf('Write', { file_path: path, content: 'export const answer = 42\n' })),
  ...['https://example.com/docs', 'https://host5.example.net/x'].map((url) => callOf('WebFetch', { url })),
]

function callOf(tool: string, args: { [key: string]: string }): AgentCall {
  return { agent: 'claude-code', agentLabel: 'claude-code', tool, args }
}
