import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { bundles } from './lspClient.ts'

const found = spawnSync('nvim', ['--version']).status === 0
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-neovim-')))
after(() => rmSync(folder, { recursive: true }))

/** The settings that docs/editors.md gives, with the server's own bundle in place of the command. */
function settings(): string {
  const page = readFileSync('docs/editors.md', 'utf8')
  const lua = /```lua\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const command = [process.execPath, resolve(bundles(), 'server.cjs'), '--stdio'].map((word) => JSON.stringify(word))
  const own = lua.replace('"rehearsal", "lsp", "--stdio"', command.join(', '))
  assert.notEqual(own, lua, 'the page has the command')
  return own
}

/** Waits for diagnostics, asks for completion and a hover, writes down what came, and leaves. */
const script = (out: string) => `
vim.wait(15000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local said = {}
for _, each in ipairs(vim.diagnostic.get(0)) do
  table.insert(said, { line = each.lnum, column = each.col, message = each.message, source = each.source })
end
local at = { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = 1, character = 18 } }
local function ask(method)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, at, 10000) or {}) do return answer.result end
end
local labels = {}
for _, item in ipairs(ask("textDocument/completion") or {}) do table.insert(labels, item.label) end
local hover = ask("textDocument/hover")
local answer = { said = said, labels = labels, hover = hover and hover.contents.value or "" }
vim.fn.writefile({ vim.json and vim.json.encode(answer) or vim.fn.json_encode(answer) }, ${JSON.stringify(out)})
vim.cmd("qall!")
`

test('Neovim shows the diagnostics of a policy', { skip: found ? false : 'no nvim on this machine' }, async () => {
  const policy = join(folder, 'policy.yaml')
  const out = join(folder, 'answer.json')
  writeFileSync(
    policy,
    'name: team\nenforcement_mode: obesrve\nrules:\n  - action: deny\n    match: {tool_name: bash}\n',
  )
  writeFileSync(join(folder, 'init.lua'), settings())
  writeFileSync(join(folder, 'look.lua'), script(out))
  const args = [
    '--headless',
    '-u',
    join(folder, 'init.lua'),
    '-i',
    'NONE',
    '-n',
    policy,
    '-c',
    `luafile ${join(folder, 'look.lua')}`,
  ]
  const env = { ...process.env, HOME: folder, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder, XDG_DATA_HOME: folder }
  await promisify(execFile)('nvim', args, { cwd: folder, env, timeout: 60_000 })
  const answer = JSON.parse(readFileSync(out, 'utf8'))
  assert.deepEqual(
    answer.said.map(({ line, column, source }: Record<string, unknown>) => [line, column, source]),
    [[1, 18, 'rehearsal']],
  )
  assert.match(answer.said[0].message, /Did you mean `observe`\?/)
  assert.deepEqual(answer.labels, ['enforce', 'observe', 'disabled'])
  assert.match(answer.hover, /Whether verdicts are applied/)
})
