/**
 * Bundles the command line, the hook, the server and the client into dist/, each as one CommonJS file; with names
 * (`cli main hook`) only those, and with `--out FOLDER` there.
 */
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import './generate-validators.mjs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

/** The hook answers under Node 20 too; it is a file of its own, so that `cli.cjs hook` loads nothing else. */
const handOver = {
  name: 'hand-over',
  setup({ onResolve }) {
    onResolve({ filter: /\/gate\/hook-entry\.ts$/ }, () => ({ path: './hook.cjs', external: true }))
    onResolve({ filter: /^\.\/main\.ts$/ }, ({ importer }) =>
      importer.endsWith('/cli/entry.ts') ? { path: './main.cjs', external: true } : undefined,
    )
  },
}

const bundles = [
  { from: 'gate/hook-entry.ts', to: 'hook', target: 'node20' },
  { from: 'cli/entry.ts', to: 'cli', target: 'node20', plugins: [handOver] },
  { from: 'cli/main.ts', to: 'main', target: 'node22' },
  { from: 'gate/sdk/index.ts', to: 'sdk', target: 'node22' },
  { from: 'gate/live/recorder-worker.ts', to: 'recorder', target: 'node22' },
  { from: 'server/main.ts', to: 'server', target: 'node22' },
  { from: 'audit/tail-process.ts', to: 'tail', target: 'node22' },
  { from: 'analysis/replay/process.ts', to: 'replay', target: 'node22' },
  { from: 'client/extension.ts', to: 'client', target: 'node22', external: ['vscode'] },
]

const { values, positionals: wanted } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } })
const built = await Promise.allSettled(
  bundles
    .filter(({ from, to }) => existsSync(from) && (wanted.length === 0 || wanted.includes(to)))
    .map(({ from, to, target, external = [], plugins = [] }) =>
      build({
        entryPoints: { [to]: from },
        outdir: values.out ?? 'dist',
        outExtension: { '.js': '.cjs' },
        bundle: true,
        format: 'cjs',
        platform: 'node',
        // Some packages' CommonJS side asks for its parts in a way that no bundler can follow.
        mainFields: ['module', 'main'],
        target,
        external,
        plugins,
        // A dynamic import stays a call of require: starting the module loader would cost the hook its time.
        supported: { 'dynamic-import': false },
        minify: true,
        legalComments: 'none',
        logLevel: 'warning',
        // A package's module side may ask where it stands; in a bundle that is the bundle.
        banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
        define: {
          REHEARSAL_VERSION: JSON.stringify(version),
          'import.meta.url': 'bundleUrl',
          'import.meta.dirname': '__dirname',
        },
        loader: { '.node': 'copy' },
        assetNames: '[name]-[hash]',
      }),
    ),
)
if (wanted.length === 0 || wanted.includes('sdk')) {
  // One copy of the code for both ways to import it, so that an error is an instance of one class.
  for (const [from, to] of [
    ['public.d.ts', 'sdk.d.ts'],
    ['public.mjs', 'sdk.mjs'],
  ]) {
    copyFileSync(join('gate', 'sdk', from), join(values.out ?? 'dist', to))
  }
}
process.exitCode = built.every(({ status }) => status === 'fulfilled') ? 0 : 1
