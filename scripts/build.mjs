/**
 * Bundles the command line, the hook, the server and the client into dist/, each as one CommonJS file; with names
 * (`cli main hook`) only those, and with `--out FOLDER` there.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
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

/** What costs milliseconds to load and most hooks never call, behind functions that load it when they are called. */
const lateModules = {
  'node:child_process': 'export const spawn = (...args) => require("node:child_process").spawn(...args)',
  'node:crypto': ['createHash', 'createHmac', 'hash', 'randomBytes']
    .map((name) => `export const ${name} = (...args) => require("node:crypto").${name}(...args)`)
    .join('\n'),
  'node:worker_threads': `const late = () => require('node:worker_threads')
export const receiveMessageOnPort = (...args) => late().receiveMessageOnPort(...args)
export function MessageChannel() { return new (late().MessageChannel)() }
export function Worker(...args) { return new (late().Worker)(...args) }`,
  // Not late, but taken as it is: a default import from CommonJS would copy it once for every module that has one.
  'node:path': `const path = require('node:path')
export default path
export const { basename, join, resolve } = path`,
}

const late = {
  name: 'late',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:(child_process|crypto|path|worker_threads)$/ }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    )
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ contents: lateModules[path], loader: 'js' }))
  },
}

/** Modules that judging seldom needs, in the bundle that each is the entry of; a judging bundle loads that at its first call. */
const lateParts = {
  'evaluator/regex/compile.ts': { part: 'patterns', names: ['compilePattern', 'parsePattern'] },
  'evaluator/dialects/orca/simulate.ts': { part: 'simulate-orca', names: ['simulate'] },
  'evaluator/dialects/agent-assembly/scan/scan.ts': {
    part: 'scan-agent-assembly',
    names: ['scanText', 'secretReading', 'holdsSecrets'],
  },
}

const latePart = {
  name: 'late-part',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, importer }) => {
      const source = relative('.', resolve(dirname(importer), path)).replaceAll('\\', '/')
      return Object.hasOwn(lateParts, source) ? { path: source, namespace: 'late-part' } : undefined
    })
    onResolve({ filter: /.*/, namespace: 'late-part' }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /.*/, namespace: 'late-part' }, ({ path }) => {
      const { part, names } = lateParts[path]
      const late = names.map((name) => `export const ${name} = (...args) => require('./${part}.cjs').${name}(...args)`)
      return { contents: late.join('\n'), loader: 'js' }
    })
  },
}

/** Everything that a verdict can depend on; a compiled form of a policy counts for this very evaluator only. */
function evaluatorDigest() {
  const hash = createHash('sha256')
  for (const file of globSync(['evaluator/**/*.ts', 'gate/compiled/*.ts']).sort())
    hash.update(`${file}\n${readFileSync(file)}\n`)
  return hash.update(readFileSync('package-lock.json')).digest('hex')
}

const dialects = globSync('evaluator/dialects/*/judging.ts').map((from) => ({
  from,
  to: `judge-${from.split(/[\\/]/).at(-2)}`,
  target: 'node20',
  with: 'hook',
  plugins: [late, latePart],
}))

/** Those that are built `with` another belong to it: it loads them when it needs them. */
const bundles = [
  { from: 'gate/hook-entry.ts', to: 'hook', target: 'node20', plugins: [late] },
  ...dialects,
  { from: 'gate/compiled/load.ts', to: 'policies', target: 'node20', with: 'hook' },
  { from: 'evaluator/regex/compile.ts', to: 'patterns', target: 'node20', with: 'hook' },
  { from: 'evaluator/dialects/orca/simulate.ts', to: 'simulate-orca', target: 'node20', with: 'hook' },
  { from: 'evaluator/dialects/agent-assembly/scan/scan.ts', to: 'scan-agent-assembly', target: 'node20', with: 'hook' },
  { from: 'gate/isolated-worker.ts', to: 'isolated', target: 'node20', with: 'hook' },
  { from: 'gate/database.ts', to: 'records', target: 'node22', with: 'hook' },
  { from: 'gate/drainer.ts', to: 'drainer', target: 'node22', with: 'hook' },
  { from: 'cli/entry.ts', to: 'cli', target: 'node20', plugins: [handOver, late] },
  { from: 'cli/main.ts', to: 'main', target: 'node22' },
  { from: 'gate/sdk/index.ts', to: 'sdk', target: 'node22' },
  { from: 'gate/live/recorder-worker.ts', to: 'recorder', target: 'node22' },
  { from: 'server/main.ts', to: 'server', target: 'node22' },
  { from: 'audit/tail-process.ts', to: 'tail', target: 'node22' },
  { from: 'analysis/replay/process.ts', to: 'replay', target: 'node22' },
  { from: 'client/extension.ts', to: 'client', target: 'node22', external: ['vscode'] },
]

const evaluator = evaluatorDigest()
const { values, positionals: wanted } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } })
const built = await Promise.allSettled(
  bundles
    .filter(
      ({ from, to, with: owner }) =>
        existsSync(from) && (wanted.length === 0 || wanted.includes(to) || wanted.includes(owner)),
    )
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
        banner: plugins.includes(late)
          ? {}
          : { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
        define: {
          REHEARSAL_VERSION: JSON.stringify(version),
          'import.meta.url': 'bundleUrl',
          'import.meta.dirname': '__dirname',
          'import.meta.filename': '__filename',
          EVALUATOR_DIGEST: JSON.stringify(evaluator),
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
    ['public.d.ts', 'sdk.d.cts'],
    ['public.mjs', 'sdk.mjs'],
  ]) {
    copyFileSync(join('gate', 'sdk', from), join(values.out ?? 'dist', to))
  }
}
process.exitCode = built.every(({ status }) => status === 'fulfilled') ? 0 : 1
