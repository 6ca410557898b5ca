import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder to work in, a home, and a hook that records; all temporary. */
export interface Place {
  readonly cwd: string
  readonly home: string
  /** Command line of a hook that appends its payload to a file and prints `answer` when the payload contains `when`. */
  hook(answer?: { readonly when: string; readonly print: unknown }): string
  /** The payloads recorded so far. */
  // biome-ignore lint/suspicious/noExplicitAny: each agent has its own payload
  payloads(): any[]
  remove(): void
}

/** Makes a place for one run. */
export function makePlace(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-agent-')))
  const [cwd, home, record, script] = ['work', 'home', 'payloads.jsonl', 'hook.mjs'].map((name) =>
    join(root, name),
  ) as [string, string, string, string]
  mkdirSync(cwd)
  mkdirSync(home)
  return {
    cwd,
    home,
    hook(answer) {
      const lines = [
        "import { appendFileSync, readFileSync } from 'node:fs'",
        "const text = readFileSync(0, 'utf8').trim()",
        `appendFileSync(${JSON.stringify(record)}, text.replaceAll('\\n', ' ') + '\\n')`,
        answer &&
          `if (text.includes(${JSON.stringify(answer.when)})) console.log(${JSON.stringify(JSON.stringify(answer.print))})`,
      ]
      writeFileSync(script, lines.filter(Boolean).join('\n'))
      chmodSync(script, 0o700)
      return `"${process.execPath}" "${script}"`
    },
    payloads: () =>
      existsSync(record)
        ? readFileSync(record, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line))
        : [],
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  }
}
