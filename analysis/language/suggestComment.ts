import { lineEndOf, lineStartOf } from '../outline/openers.ts'
import { commentStart } from '../outline/place.ts'
import { testCommentGrammar } from '../tests/testComment.ts'
import type { Suggestion, Surroundings } from './suggestion.ts'
import { literally, written } from './suggestion.ts'
import { counted, toolNames } from './suggestNames.ts'

const effects: Readonly<Record<string, string>> = {
  deny: 'The call is stopped.',
  allow: 'The call goes through.',
  require_approval: 'The call is held until a person approves it.',
  redact: 'What was found in the output is replaced.',
  warn: 'The call goes through with a warning.',
  error: 'The policy could not decide.',
}

/** What may be written in a comment: a test of one call, part by part; null outside comments. */
export function suggestInComment(text: string, offset: number, around: Surroundings): Suggestion[] | null {
  const lineStart = lineStartOf(text, offset)
  const start = commentStart(text, lineStart, lineEndOf(text, offset))
  if (start >= offset) return null
  if (around.language === 'test') return []
  const before = text.slice(start, offset)
  const body = /^#\s*test:(.*)$/.exec(before)?.[1]
  return body === undefined ? beginnings(before, offset) : partsOf(body, offset, around)
}

function beginnings(before: string, offset: number): Suggestion[] {
  const typed = /^#\s*(\w*)$/.exec(before)?.[1]
  if (typed === undefined) return []
  const range = { start: offset - typed.length, end: offset }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of the snippet syntax
  const insert = 'test: ${1:bash} {${2:command: ls}} => ${3|deny,allow,require_approval,redact,warn|}'
  const meaning = `A test of one call, run in place: \`${testCommentGrammar}\`.`
  return [{ label: 'test:', kind: 'snippet', detail: 'test case', meaning, insert, range, order: 0 }]
}

function partsOf(body: string, offset: number, around: Surroundings): Suggestion[] {
  const typed = /[^\s{},]*$/.exec(body)?.[0] ?? ''
  const range = { start: offset - typed.length, end: offset }
  const head = body.slice(0, body.length - typed.length)
  const words = (list: Readonly<Record<string, string>>, kind: Suggestion['kind']): Suggestion[] =>
    Object.entries(list).map(([label, meaning], order) => {
      return { label, kind, detail: '', meaning, insert: literally(label), range, order }
    })
  if (/=>.*\sby\s+$/.test(head)) return words(Object.fromEntries(around.rules.map((rule) => [rule, ''])), 'rule')
  if (/=>\s*$/.test(head)) return words({ ...ownVerdicts(around), ...effects }, 'value')
  if (/=>/.test(head)) return words({ by: 'The rule that decides.' }, 'value')
  if (/\sin\s+$/.test(head)) return words({ enforce: '', observe: '' }, 'value')
  if (/\{[^}]*$/.test(head)) return argumentNames(head, range, around)
  if (/^\s*as\s+$/.test(head))
    return words(Object.fromEntries(around.seen.agents().map(({ name }) => [name, ''])), 'agent')
  if (/^\s*(?:as\s+\S+\s+)?$/.test(head)) {
    const plain = { json: false, quote: '', style: 'block' } as const
    const tools = toolNames(around).map((each) => ({ ...each, insert: literally(written(each.label, plain)), range }))
    return [...tools, ...(/^\s*$/.test(head) ? words({ as: 'The agent that calls.' }, 'value') : [])]
  }
  return words({ '=>': 'What the policy should say.', output: 'What the tool returned.', in: 'The mode.' }, 'operator')
}

function argumentNames(head: string, range: Suggestion['range'], { seen }: Surroundings): Suggestion[] {
  const tool = /^\s*(?:as\s+\S+\s+)?([^\s{]+)/.exec(head)?.[1]
  return seen.argumentsOf(tool).map(({ name, count }, order) => {
    const insert = `${literally(name)}: `
    return { label: name, kind: 'argument', detail: counted(count), meaning: '', insert, range, order }
  })
}

/** The dialect's own words for what it says of a call. */
function ownVerdicts({ dialect }: Surroundings): Readonly<Record<string, string>> {
  const { verdict = [], effect = [], action = [] } = dialect?.vocabulary.values ?? {}
  const tools = dialect?.name === 'safeclaw' ? effect : [...verdict, ...effect, ...action]
  return Object.fromEntries(tools.map(({ word, meaning }) => [word, meaning]))
}
