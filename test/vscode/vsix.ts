import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { buildSync } from 'esbuild'

/** The VSIX that the tests install: the packed one, or another that `REHEARSAL_VSIX` names. */
export function vsixUnderTest(): string {
  return process.env.REHEARSAL_VSIX ?? join(import.meta.dirname, '..', '..', 'dist', 'rehearsal.vsix')
}

/** Packs an extension folder that needs no dependencies into a VSIX file; throws with the packager's own words. */
export function packExtension(folder: string, vsix: string): string {
  const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce')
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix]
  const { status, stdout, stderr } = spawnSync(process.execPath, [vsce, 'package', ...flags], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`packing ${folder} failed:\n${stdout}${stderr}`)
  return vsix
}

/** Bundles an extension of this folder (`extension.mts` beside `package.json`) and packs it below `into`. */
export function buildExtension(name: 'host-extension' | 'probe', into: string): string {
  const source = join(import.meta.dirname, name)
  const folder = join(into, basename(name))
  cpSync(source, folder, { recursive: true, filter: (path) => !path.endsWith('.mts') })
  buildSync({
    entryPoints: [join(source, 'extension.mts')],
    outfile: join(folder, 'extension.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  })
  return packExtension(folder, join(into, `${name}.vsix`))
}
