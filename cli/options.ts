import { homedir } from 'node:os'
import path from 'node:path'
import { Option } from 'commander'
import type { Machine } from '../audit/place.ts'
import { modeWords } from '../gate/mode-word.ts'

/** `--format text|json`, text by default. */
export function formatOption(choices: readonly string[] = ['text', 'json']): Option {
  return new Option('--format <format>', 'how to print').choices([...choices]).default(choices[0])
}

/** `--audit FILE`. */
export function auditOption(): Option {
  return new Option('--audit <file>', "the audit log (default: the workspace's, in the user's state folder)").argParser(
    (file: string) => path.resolve(file),
  )
}

/** `--policy FILE`, once for each, absolute. */
export function policyOption(): Option {
  const gather = (file: string, before: readonly string[] | undefined) => [...(before ?? []), path.resolve(file)]
  return new Option('--policy <file>', 'a policy; repeatable (default: those found in the project)').argParser(gather)
}

/** `--enforcement-mode MODE`. */
export function modeOption(): Option {
  return new Option('--enforcement-mode <mode>', "the mode, instead of each document's own").choices([...modeWords])
}

/** This machine, as the places of state depend on it. */
export function thisMachine(): Machine {
  return { platform: process.platform, homedir: homedir(), env: process.env }
}
