import { member } from '../../conditions/plain.ts'

/** Files whose mention makes a call suspicious, in lower case. */
const credentials = [
  '.aws/credentials',
  '.aws/config',
  '.ssh/id_rsa',
  '.ssh/id_ed25519',
  '.ssh/id_ecdsa',
  '.netrc',
  '.pgpass',
  '.docker/config.json',
  '.kube/config',
  '.gnupg/',
  'credentials.json',
]

/** Where a removal takes more than a project's own files. */
const systemFolder = /^\/(?:etc|usr|var|home|opt|lib|boot|sbin|bin|root|sys|proc|mnt|srv)\b/

/** The first thing that the first `rm` with a flag of r or f removes. */
const removed = /\brm\s+(?:-[A-Za-eg-qs-z]*[rf][A-Za-z]*\s+)+(\S+)/

/** Signs of risk in a command, in the engine's order; `credential_adjacent` stands among them for every tool. */
const signs: readonly [name: string, test: (command: string) => boolean][] = [
  [
    'obfuscated_execution',
    (command) =>
      (/\|\s*base64\s+(?:-d|--decode)/.test(command) && /\|\s*(?:ba)?sh\b/.test(command)) ||
      /python3?\s+-c\s+['"].*exec\s*\(/.test(command) ||
      /eval\s+["']?\$\(/.test(command),
  ],
  [
    'pipe_to_external',
    (command) => /\|\s*(?:curl|wget|nc|ncat)\b/.test(command) || /curl\b.*(?:-d|--data)\s+@-/.test(command),
  ],
  ['credential_adjacent', () => false],
  [
    'broad_destructive',
    (command) =>
      systemFolder.test(removed.exec(command)?.[1] ?? '') ||
      /\bfind\s+\/\S*\s+.*-delete\b/.test(command) ||
      /\b(?:shred|wipefs)\b/.test(command),
  ],
  [
    'persistence_mechanism',
    (command) =>
      (/\bcrontab\b/.test(command) && !/\bcrontab\s+-l\b/.test(command)) ||
      /\bsystemctl\s+(?:enable|start)\b/.test(command) ||
      /\blaunchctl\s+load\b/.test(command) ||
      (/\.(?:bashrc|zshrc|profile|bash_profile)\b/.test(command) && /\b(?:echo|cat|tee)\b/.test(command)),
  ],
]

/**
 * What the classifier says of a call's risk, from plain values; it changes no verdict, and is looked for when it is asked
 * for. Throws `TypeError` at once where the engine does: over what it looks at and is no string.
 */
export function riskSignals(actionType: string, input: unknown, resource: string): () => string[] {
  const command = actionType === 'code.exec' && input ? member(input, 'command') || '' : ''
  if (typeof command !== 'string') throw new TypeError('a command is not a string')
  const looked = lookedAt(input, resource)
  return () => {
    const near = isNearCredentials(looked)
    return signs.flatMap(([name, test]) =>
      (name === 'credential_adjacent' ? near : command !== '' && test(command)) ? [name] : [],
    )
  }
}

/** What is looked at for the names of files that hold credentials, whatever the tool. */
function lookedAt(input: unknown, resource: string): string {
  const members = input ? [member(input, 'file_path'), member(input, 'command'), member(input, 'url')] : []
  const looked = members.find(Boolean) ?? resource
  if (typeof looked !== 'string') throw new TypeError('a file path, command or URL is not a string')
  return looked
}

function isNearCredentials(text: string): boolean {
  const lower = text.toLowerCase()
  return credentials.some((name) => lower.includes(name))
}
