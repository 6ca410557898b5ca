import { member, textOf } from '../../conditions/plain.ts'

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

const system = 'etc|usr|var|home|opt|lib|boot|sbin|bin|root|sys|proc|mnt|srv'

/** Signs of risk in a command, in the engine's order; `credential_adjacent` stands among them for every tool. */
const signs: readonly [name: string, test: (command: string) => boolean][] = [
  [
    'obfuscated_execution',
    (command) =>
      (/\|\s*base64\s+(?:-d|--decode)/.test(command) && /\|\s*(?:ba)?sh\b/.test(command)) ||
      /python[23]?\s+-c\s+['"].*exec\s*\(/.test(command) ||
      /\beval\s+["']?\$\(/.test(command),
  ],
  [
    'pipe_to_external',
    (command) => /\|\s*(?:curl|wget|nc|ncat)\b/.test(command) || /curl\b.*(?:-d|--data)\s+@-/.test(command),
  ],
  ['credential_adjacent', () => false],
  [
    'broad_destructive',
    (command) =>
      new RegExp(`\\brm\\s+(?:-[a-zA-Z]*[rf][a-zA-Z]*\\s+)+/(?:${system})\\b`).test(command) ||
      /\bfind\s+\/.*-delete\b/.test(command) ||
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

/** What the classifier says of a call's risk, from plain values; it changes no verdict. Throws where the engine does. */
export function riskSignals(actionType: string, input: unknown, resource: string): string[] {
  const command = actionType === 'code.exec' && input ? member(input, 'command') : undefined
  const text = command ? textOf(command) : ''
  const near = isNearCredentials(input, resource)
  return signs.flatMap(([name, test]) =>
    (name === 'credential_adjacent' ? near : text !== '' && test(text)) ? [name] : [],
  )
}

function isNearCredentials(input: unknown, resource: string): boolean {
  const members = input ? [member(input, 'file_path'), member(input, 'command'), member(input, 'url')] : []
  const looked = members.find(Boolean) ?? resource
  if (typeof looked !== 'string') throw new TypeError('a file path, command or URL is not a string')
  const lower = looked.toLowerCase()
  return credentials.some((name) => lower.includes(name))
}
