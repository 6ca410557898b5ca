/**
 * `npm start`: the main job from nothing. Builds and packages the extension, lets a scripted agent work under observation
 * over a copy of `examples/`, and opens that copy in a VS Code with folders of its own.
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { codeServerEntry, codeServerInstalled, ensureCodeServer, missingBuildTools } from '../test/vscode/install.mjs'
import { runDemoAgent } from './demo-agent.mjs'

const home = resolve('.rehearsal-demo')
const workspace = join(home, 'examples')
const audit = join(home, 'state', 'audit.db')
const vsix = resolve('dist', 'rehearsal.vsix')
const userData = join(home, 'user-data')
const extensions = join(home, 'extensions')
const open = !process.argv.includes('--no-open')

say('1. Building and packaging the extension')
run('scripts/build.mjs')
run('scripts/package.mjs')

say('2. A scripted agent works under observation (real hook, real log; nothing it asks for is run)')
prepareWorkspace()
const policies = ['coding-team.yaml', 'file-safety.yaml'].map((name) => join(workspace, 'policies', name))
const hook = [process.execPath, resolve('dist/hook.cjs'), 'claude', '--audit', audit]
for (const policy of policies) hook.push('--policy', policy)
await runDemoAgent({ command: hook, cwd: workspace, env: process.env, say })

say('\n3. What the policies would have done (shadow events; the agent was never disturbed)')
run('dist/cli.cjs', 'audit', 'list', '--dry-run-only', '--audit', audit)

if (open) await openWorkspace()
else sayWhereThingsAre()

function prepareWorkspace() {
  rmSync(join(home, 'state'), { recursive: true, force: true })
  if (!existsSync(workspace)) cpSync('examples', workspace, { recursive: true })
  const settings = {
    'rehearsal.audit.path': audit,
    'git.openRepositoryInParentFolders': 'never',
    'security.workspace.trust.enabled': false,
    'workbench.startupEditor': 'readme',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
  }
  mkdirSync(join(userData, 'User'), { recursive: true })
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2))
}

async function openWorkspace() {
  say('\n4. Opening the workspace')
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions]
  if (spawnSync('code', ['--version'], { stdio: 'ignore' }).status === 0) {
    spawnSync('code', [...folders, '--install-extension', vsix], { stdio: 'inherit' })
    spawnSync('code', [...folders, '--new-window', workspace, policies[0]], { stdio: 'inherit' })
    say('VS Code is open. The Rehearsal view stands in the activity bar.')
    return
  }
  const missing = missingBuildTools()
  if (!codeServerInstalled() && missing.length > 0) {
    say(`There is no \`code\` on PATH, and code-server cannot be built here: ${missing.join(', ')} missing.`)
    sayWhereThingsAre()
    return
  }
  if (!codeServerInstalled()) say('There is no `code` on PATH; installing code-server, once (two minutes):')
  if (!ensureCodeServer(say)) {
    sayWhereThingsAre()
    return
  }
  await serve(folders)
}

async function serve(folders) {
  const port = await freePort()
  const quiet = ['--disable-telemetry', '--disable-update-check']
  spawnSync(process.execPath, [codeServerEntry, ...folders, '--install-extension', vsix], { stdio: 'ignore' })
  const bind = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`]
  const server = spawn(process.execPath, [codeServerEntry, ...bind, ...folders, ...quiet, workspace], {
    stdio: 'ignore',
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill())
  server.on('exit', () => process.exit(0))
  say(`VS Code: http://127.0.0.1:${port}/?folder=${encodeURI(workspace)}`)
  say('Open it in a browser; the Rehearsal view stands in the activity bar. Ctrl+C ends it.')
}

function sayWhereThingsAre() {
  say(`\nThe extension: ${vsix}`)
  say(`The workspace: ${workspace}`)
  say('To install it in your VS Code: code --install-extension dist/rehearsal.vsix')
  say('To get a VS Code here: apt-get install -y make g++ python3 && npm start')
}

function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => found(port))
    })
    probe.on('error', failed)
  })
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' })
  if (status === 0) return
  say(`\n${script} failed; the lines above say why.`)
  process.exit(1)
}

function say(text) {
  console.log(text)
}
