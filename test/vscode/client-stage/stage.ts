import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, buildSync } from 'esbuild'
import { packExtension } from '../vsix.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** Packs the product's manifest, pictures and client with the fake server in the real one's place. */
export function packClientAlone(into: string): string {
  const folder = join(into, 'client-alone')
  cpSync(join(root, 'media'), join(folder, 'media'), { recursive: true })
  const { grammars, languages, yamlValidation, jsonValidation, ...contributes } = manifest().contributes
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest(), scripts: {}, contributes }))
  bundle({ client: join(root, 'client', 'extension.ts') }, folder, { external: ['vscode'] })
  bundle({ server: join(import.meta.dirname, 'fake-server.mts') }, folder, {})
  return packExtension(folder, join(into, 'client-alone.vsix'))
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { contributes: Record<string, unknown> }
}

function bundle(entryPoints: Record<string, string>, folder: string, options: BuildOptions): void {
  buildSync({
    entryPoints,
    outdir: join(folder, 'dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
    ...options,
  })
}
