import { parseJson } from '../../evaluator/json/parse.ts'
import { isObject, type Json } from '../../evaluator/json/values.ts'
import { compactJson } from '../../evaluator/json/write.ts'

type Fields = { [key: string]: Json }

/**
 * The output as policies judge it. What the model reads as text is text: a command's stdout and stderr, a file's
 * content, the text of a single block; anything else is the response as it is.
 */
export function outputOf(tool: string, response: Json): Json {
  const command = commandOutput(tool, response)
  if (command !== null) return [command.stdout, command.stderr].filter((text) => text !== '').join('\n')
  const file = fileOutput(response)
  if (file !== null) return file.content
  const block = singleBlock(response)
  return block === null ? response : block.text
}

/** The response in its own shape with `output` in place of what `outputOf` gave; null when that shape cannot hold it. */
export function replaceOutput(tool: string, response: Json, output: Json): Json | null {
  if (typeof output !== 'string') return output
  if (typeof response === 'string') return output
  if (commandOutput(tool, response) !== null) return { ...(response as Fields), stdout: output, stderr: '' }
  const file = fileOutput(response)
  if (file !== null) return { ...(response as Fields), file: { ...file, content: output } }
  if (singleBlock(response) !== null) return [{ type: 'text', text: output }]
  const parsed = parsedJson(output)
  return parsed !== undefined && sameShape(parsed, response) ? parsed : null
}

/** The response in its own shape with `notice` in place of every text; null when it holds no text. */
export function withholdOutput(tool: string, response: Json, notice: string): Json | null {
  const replaced = replaceOutput(tool, response, notice)
  if (replaced !== null) return replaced
  const text = compactJson(response)
  const withheld = withoutTexts(response, notice)
  return compactJson(withheld) === text ? null : withheld
}

function commandOutput(tool: string, response: Json): { stdout: string; stderr: string } | null {
  if (!/^(Bash|PowerShell)$/.test(tool) || !isObject(response)) return null
  const { stdout, stderr } = response
  return typeof stdout === 'string' && typeof stderr === 'string' ? { stdout, stderr } : null
}

function fileOutput(response: Json): (Fields & { content: string }) | null {
  const file = isObject(response) && response.type === 'text' ? response.file : undefined
  return isObject(file) && typeof file.content === 'string' ? (file as Fields & { content: string }) : null
}

function singleBlock(response: Json): { text: string } | null {
  const block = Array.isArray(response) && response.length === 1 ? response[0] : undefined
  return isObject(block) && block.type === 'text' && typeof block.text === 'string' ? { text: block.text } : null
}

function parsedJson(text: string): Json | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function sameShape(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => sameShape(item, b[at]))
  if (!isObject(a) || !isObject(b)) return typeof a === typeof b && isObject(a) === isObject(b)
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameShape(a[key], b[key]))
  )
}

function withoutTexts(value: Json, notice: string): Json {
  if (typeof value === 'string') return notice
  if (Array.isArray(value)) return value.map((item) => withoutTexts(item, notice))
  if (!isObject(value)) return value
  // A block's `type` says how to read the block; it is no text of the tool's.
  const entries = Object.entries(value).map(([key, item]) => [key, key === 'type' ? item : withoutTexts(item, notice)])
  return Object.fromEntries(entries) as Json
}
