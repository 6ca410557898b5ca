import type { Contract, EdictumModel, SandboxContract } from '../../evaluator/dialects/edictum/model.ts'
import type { Problem } from '../../evaluator/problem.ts'
import type { Range } from '../../evaluator/text.ts'
import { childOf, entryOf, type Node, stringOf } from '../../evaluator/yaml/node.ts'
import type { Code } from '../codes.ts'
import { type Lint, modelOf, problemOf } from './lint.ts'

/** Tools, paths, commands and hosts that are written as no call has them. */
export const edictumNames: Lint = (document) => {
  const model = modelOf<EdictumModel>(document, 'edictum')
  if (model === null) return []
  const own = model.contracts.filter((each) => each.document === 0 && each.enabled)
  return [
    ...aboutTools(childOf(model.layers[0]?.root, 'tools')),
    ...own.flatMap((each) => [...impossible(each), ...idleTimeout(each)]),
    ...own.flatMap((each) => (each.type === 'sandbox' ? aboutSandbox(each) : [])),
  ]
}

/** Side effects are said of one tool each. */
function aboutTools(tools: Node | undefined): Problem[] {
  if (tools?.kind !== 'map') return []
  return tools.entries.flatMap(({ key }) => {
    const name = stringOf(key)
    if (name === undefined || !/[*?]|\[[^\]]*\]/.test(name)) return []
    return [
      say(
        'edictum-tools-glob',
        key.range,
        `\`tools\` names one tool each: \`${name}\` is no pattern here, and no tool is called that.`,
      ),
    ]
  })
}

/** The engine dies on calls of tools whose names have a slash or a control character: a rule about one is never asked. */
function impossible({ node }: Contract): Problem[] {
  const listed = childOf(node, 'tools')
  const places = [childOf(node, 'tool'), ...(listed?.kind === 'list' ? listed.items : [])]
  return places.flatMap((place) => {
    const name = stringOf(place)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: names with control characters are what is looked for.
    const odd = name === undefined || name.includes('[') ? null : /[/\\\u0000-\u001f\u007f]/.exec(name)
    if (odd === null || place === undefined) return []
    const what = odd[0] === '/' || odd[0] === '\\' ? `\`${odd[0]}\`` : 'a control character'
    return [
      say(
        'edictum-impossible-tool',
        place.range,
        `The engine refuses calls of tools with ${what} in their name, so this rule is never asked.`,
      ),
    ]
  })
}

function idleTimeout({ node, type, ...rest }: Contract): Problem[] {
  if ((type !== 'pre' && type !== 'sandbox') || !('effect' in rest) || rest.effect !== 'deny') return []
  const place = type === 'pre' ? childOf(node, 'then') : node
  if (place?.kind !== 'map') return []
  return ['timeout', 'timeout_effect', 'timeout_action'].flatMap((key) => {
    const entry = entryOf(place, key)
    if (entry === undefined) return []
    return [
      say(
        'edictum-idle-timeout',
        entry.key.range,
        `Nobody waits for an answer to a denial: \`${key}\` counts for approvals only.`,
      ),
    ]
  })
}

function aboutSandbox({ node, commands, domains, blockedDomains }: SandboxContract): Problem[] {
  const allows = childOf(node, 'allows')
  const asksNothing = allows?.kind === 'map' && allows.entries.length === 0 && childOf(node, 'within') === undefined
  const hosts = [...hostsOf(allows), ...hostsOf(childOf(node, 'not_allows'))]
  const named = new Set([...domains, ...blockedDomains])
  return [
    ...(asksNothing
      ? [
          say(
            'edictum-empty-allows',
            allows.range,
            'An empty `allows` asks nothing: this rule lets everything through.',
          ),
        ]
      : []),
    ...['within', 'not_within'].flatMap((key) => itemsOf(childOf(node, key)).flatMap(aboutPath)),
    ...(commands.length > 0 ? itemsOf(childOf(allows, 'commands')).flatMap(aboutCommand) : []),
    ...hosts.flatMap((host) => aboutHost(host, named)),
  ]
}

function aboutPath(node: Node): Problem[] {
  const path = stringOf(node) ?? '/'
  if (path.startsWith('~')) {
    return [
      say(
        'edictum-sandbox-path',
        node.range,
        `\`~\` is not expanded: this is a folder named \`${path.split('/')[0]}\` where the engine runs.`,
      ),
    ]
  }
  if (path.startsWith('/')) return []
  const message = `A relative path is taken from the folder in which the engine runs, whatever folder this file is in.`
  return [problemOf({ code: 'edictum-sandbox-path', range: node.range, message, severity: 'information' })]
}

function aboutCommand(node: Node): Problem[] {
  const command = stringOf(node) ?? 'x'
  if (!/\s/.test(command)) return []
  return [
    say(
      'edictum-command-words',
      node.range,
      `Commands are compared by their first word, and \`${command}\` is several: no call has it.`,
    ),
  ]
}

function aboutHost(node: Node, named: ReadonlySet<string>): Problem[] {
  const host = stringOf(node)
  if (host === undefined) return []
  const why = /\/|:[0-9]+$/.test(host)
    ? 'a host has no scheme, port and path.'
    : host !== host.toLowerCase()
      ? 'hosts are compared in lower case.'
      : null
  if (why !== null) return [say('edictum-host', node.range, `No host matches \`${host}\`: ${why}`)]
  const apex = /^\*\.([^*?[]+)$/.exec(host)?.[1]
  if (apex === undefined || named.has(apex)) return []
  const message = `\`${host}\` takes the hosts below \`${apex}\`, not \`${apex}\` itself.`
  return [problemOf({ code: 'edictum-host', range: node.range, message, severity: 'hint' })]
}

function hostsOf(node: Node | undefined): readonly Node[] {
  return itemsOf(childOf(node, 'domains'))
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : []
}

function say(code: Code, range: Range, message: string): Problem {
  return problemOf({ code, range, message })
}
