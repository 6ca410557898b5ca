import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'

const require = createRequire(import.meta.url)
const oniguruma: typeof import('vscode-oniguruma') = require('vscode-oniguruma')
const textmate: typeof import('vscode-textmate') = require('vscode-textmate')

/** As much of a YAML grammar as the injection needs: comments as VS Code's own has them, and keys. */
const yaml = {
  scopeName: 'source.yaml',
  patterns: [
    {
      begin: '#',
      end: '\\n',
      name: 'comment.line.number-sign.yaml',
      beginCaptures: { 0: { name: 'punctuation.definition.comment.yaml' } },
    },
    { match: '[\\w-]+(?=:)', name: 'entity.name.tag.yaml' },
  ],
}

const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'))
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength))
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  async loadGrammar(scope) {
    if (scope === 'source.yaml') return textmate.parseRawGrammar(JSON.stringify(yaml), 'yaml.json')
    const file = 'syntaxes/comments.tmLanguage.json'
    return textmate.parseRawGrammar(readFileSync(file, 'utf8'), file)
  },
  getInjections: (scope) => (scope === 'source.yaml' ? ['comment.rehearsal.injection'] : []),
})
const grammar = await registry.loadGrammar('source.yaml')

/** The parts of a line that the injection colours, as `text scope`. */
function coloured(line: string): string[] {
  const { tokens } = grammar?.tokenizeLine(line, textmate.INITIAL) ?? { tokens: [] }
  return tokens.flatMap(({ startIndex, endIndex, scopes }) => {
    const own = scopes.filter((scope) => scope.endsWith('.rehearsal') && !scope.startsWith('meta.')).at(-1)
    return own === undefined ? [] : [`${line.slice(startIndex, endIndex).trim()} ${own}`]
  })
}

test('a test comment', () => {
  assert.deepEqual(coloured('  # test: read_file {path: ".env"} => deny by block-dotenv'), [
    'test: keyword.other.test.rehearsal',
    'read_file entity.name.function.tool.rehearsal',
    'path variable.parameter.argument.rehearsal',
    '".env" string.quoted.rehearsal',
    '=> keyword.operator.arrow.rehearsal',
    'deny constant.language.verdict.rehearsal',
    'by keyword.other.by.rehearsal',
    'block-dotenv entity.name.tag.rule.rehearsal',
  ])
})

test('a test comment with everything', () => {
  assert.deepEqual(coloured('# test: as night bash {command: env} output "x" in enforce => redact'), [
    'test: keyword.other.test.rehearsal',
    'as keyword.other.as.rehearsal',
    'night variable.parameter.agent.rehearsal',
    'bash entity.name.function.tool.rehearsal',
    'command variable.parameter.argument.rehearsal',
    'output keyword.other.rehearsal',
    '"x" string.quoted.rehearsal',
    'in keyword.other.rehearsal',
    'enforce constant.language.mode.rehearsal',
    '=> keyword.operator.arrow.rehearsal',
    'redact constant.language.verdict.rehearsal',
  ])
})

test('directives', () => {
  assert.deepEqual(coloured('# rehearsal: dialect=edictum'), [
    'rehearsal: keyword.other.directive.rehearsal',
    'dialect=edictum constant.other.directive.rehearsal',
  ])
  assert.deepEqual(coloured('# rehearsal-disable-next-line schema'), [
    'rehearsal-disable-next-line keyword.other.directive.rehearsal',
    'schema constant.other.directive.rehearsal',
  ])
})

for (const line of [
  'key: test: a => b',
  '# testing: a => b',
  '# test: no arrow here',
  '# rehearsals are fun',
  'name: rehearsal x',
]) {
  test(`nothing is coloured in: ${line}`, () => assert.deepEqual(coloured(line), []))
}
