import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { unwanted } from '../../../scripts/vsix-contents.mjs'

interface Menu {
  readonly command: string
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const commands: string[] = manifest.contributes.commands.map(({ command }: Menu) => command)
const source = globSync('client/**/*.ts')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

describe('the manifest', () => {
  test('every command is registered by the client, and every registered one has a title', () => {
    const registered = [...source.matchAll(/registerCommand\(\s*'([^']+)'/g)].map(([, id]) => id)
    assert.deepEqual([...registered].sort(), [...commands].sort())
  })

  test('menus, welcome texts and walkthrough name commands that exist', () => {
    const menus = Object.values(manifest.contributes.menus as Record<string, Menu[]>).flat()
    for (const { command } of menus) assert.ok(commands.includes(command), command)
    const text = JSON.stringify([manifest.contributes.viewsWelcome, manifest.contributes.walkthroughs])
    for (const [, id = ''] of text.matchAll(/\(command:(rehearsal\.[\w.]+)/g)) {
      const view = id.replace(/\.focus$/, '')
      const views: { id: string }[] = manifest.contributes.views.rehearsal
      assert.ok(commands.includes(id) || views.some((one) => one.id === view), id)
    }
  })

  test('the server may take none of the client’s command names', () => {
    for (const command of commands) assert.doesNotMatch(command, /^rehearsal\.server\./)
  })

  test('pictures exist; colours that the code uses are contributed', () => {
    const text = JSON.stringify(manifest)
    for (const [path] of text.matchAll(/media\/[\w/-]+\.(svg|png)/g)) assert.ok(existsSync(path), path)
    const colours = new Set(manifest.contributes.colors.map(({ id }: { id: string }) => id))
    for (const [, id] of source.matchAll(/'(rehearsal\.\w+Foreground)'/g)) assert.ok(colours.has(id), id)
  })

  test('paths cannot be set by a folder that is not trusted', () => {
    const properties: Record<string, { scope?: string }> = manifest.contributes.configuration.properties
    const paths = Object.keys(properties).filter((key) => key.endsWith('.path'))
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, paths)
    for (const key of paths) assert.equal(properties[key]?.scope, 'machine-overridable')
  })
})

describe('what goes into the VSIX', () => {
  const whole = [
    'package.json',
    'dist/client.cjs',
    'dist/server.cjs',
    'dist/cli.cjs',
    'media/icon.png',
    'media/rehearsal.svg',
  ]
  test('a whole one is fine', () => {
    assert.deepEqual(unwanted([...whole, 'dist/linux-x64-ABC.node', 'schemas/edictum.schema.json', 'docs/a.md']), [])
  })

  for (const stray of ['client/flip.ts', 'node_modules/x/index.js', 'test/a.json', 'dist/client.cjs.map', '.env']) {
    test(`${stray} is refused`, () => {
      assert.match(unwanted([...whole, stray]).join(), new RegExp(`^${stray.replaceAll('.', '\\.')} must not`))
    })
  }

  test('a missing part is told', () => {
    assert.match(unwanted(whole.slice(1)).join(), /^package\.json is missing/)
  })
})
