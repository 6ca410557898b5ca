/**
 * What `action.yml` runs on GitHub: `node scripts/action.mjs check|comment`. Everything comes in through the environment,
 * nothing of it is ever part of a shell's text. `check` checks, tests and replays the policies, writes the reports and
 * the job's summary, and sets outputs; `comment` puts the replay on the pull request, in one comment that it keeps.
 */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const env = process.env
const cli = env.REHEARSAL_CLI || join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'cli.cjs')
const marker = '<!-- rehearsal-replay -->'
const reports = resolve(env.INPUT_REPORTS || 'rehearsal-reports')
const reportFile = join(reports, 'replay.md')

const steps = { check, comment }
const step = steps[process.argv[2]]
if (step === undefined) fail('usage: node scripts/action.mjs check|comment', 2)
process.exitCode = step()

function check() {
  mkdirSync(reports, { recursive: true })
  const paths = lines(env.INPUT_POLICIES || '.')
  const found = rehearsal('check', ...paths, '--format', 'json')
  if (found.status === 2 || found.stdout === '') fail(`check: ${found.stderr}`, 2)
  const policies = policiesAmong(found.stdout)
  const codes = [checkThem(paths), testThem(paths)]
  if (env.INPUT_AUDIT) codes.push(replayThem(policies))
  return codes.some((code) => code !== 0) ? 1 : 0
}

/** Findings as SARIF, for code scanning, and as annotations on the lines of the pull request. */
function checkThem(paths) {
  const sarif = join(reports, 'check.sarif')
  const { status, stdout } = rehearsal('check', ...paths, '--format', 'sarif')
  writeFileSync(sarif, stdout)
  output('sarif', sarif)
  process.stdout.write(rehearsal('check', ...paths, '--format', 'github').stdout)
  say(status === 0 ? 'check: no errors' : 'check: there are errors')
  return status
}

function testThem(paths) {
  const junit = join(reports, 'test.xml')
  const minimum = env.INPUT_MIN_COVERAGE ? ['--min-coverage', env.INPUT_MIN_COVERAGE] : []
  const written = rehearsal('test', ...paths, '--format', 'junit')
  writeFileSync(junit, written.stdout)
  output('junit', junit)
  const { status, stdout, stderr } = rehearsal('test', ...paths, '--coverage', ...minimum)
  quoted(`${stdout}${stderr}`)
  summary(`## Policy tests\n\n${fenced(`${stdout}${stderr}`)}\n`)
  return status
}

/** What the policies of this checkout decide over the recorded calls, against the pull request's base where it has them. */
function replayThem(policies) {
  const audit = resolve(env.INPUT_AUDIT)
  if (!existsSync(audit)) fail(`replay: there is no log at ${env.INPUT_AUDIT}`, 2)
  const failOn = env.INPUT_FAIL_ON ? ['--fail-on', env.INPUT_FAIL_ON] : []
  const since = env.INPUT_SINCE ? ['--since', env.INPUT_SINCE] : []
  const base = baseTexts(policies)
  const groups = [
    { files: policies.filter((file) => base.has(file)), against: [...base.values()] },
    { files: policies.filter((file) => !base.has(file)), against: [] },
  ].filter(({ files }) => files.length > 0)
  const codes = []
  const pages = []
  for (const { files, against } of groups) {
    const args = ['replay', ...files, '--audit', audit, ...since, ...failOn]
    if (against.length > 0) args.push('--against', ...against)
    const { status, stdout, stderr } = rehearsal(...args, '--format', 'markdown')
    codes.push(status)
    pages.push(stdout)
    if (stderr !== '') quoted(stderr)
    process.stdout.write(rehearsal(...args, '--format', 'github').stdout)
  }
  writeFileSync(reportFile, pages.join('\n'))
  output('report', reportFile)
  summary(pages.join('\n'))
  return Math.max(0, ...codes.map((code) => code ?? 1))
}

/** The policies as the base of the pull request has them, each in a file of its own; without those it does not have. */
function baseTexts(policies) {
  const sha = pullRequest()?.base?.sha
  const texts = new Map()
  if (typeof sha !== 'string' || !/^[0-9a-f]{40,64}$/.test(sha)) return texts
  if (git('cat-file', '-e', `${sha}^{commit}`).status !== 0) git('fetch', '--no-tags', '--depth=1', 'origin', sha)
  const root = git('rev-parse', '--show-toplevel').stdout.trim()
  for (const file of policies) {
    const path = relative(root, resolve(file)).split('\\').join('/')
    const { status, stdout } = git('show', `${sha}:${path}`)
    if (status !== 0) continue
    const copy = join(reports, 'base', path)
    mkdirSync(dirname(copy), { recursive: true })
    writeFileSync(copy, stdout)
    texts.set(file, copy)
  }
  return texts
}

/** One comment on the pull request, written anew at every run. A token that may not comment is no fault of the policy. */
function comment() {
  const number = pullRequest()?.number
  const repository = env.GITHUB_REPOSITORY ?? ''
  if (!Number.isSafeInteger(number) || !existsSync(reportFile)) {
    say('comment: no pull request or no replay, so there is nothing to say')
    return 0
  }
  const body = `${marker}\n${readFileSync(reportFile, 'utf8')}`
  const mine = existing(`repos/${repository}/issues/${number}/comments`)
  const target =
    mine === null ? `repos/${repository}/issues/${number}/comments` : `repos/${repository}/issues/comments/${mine}`
  const sent = gh(
    ['api', '--method', mine === null ? 'POST' : 'PATCH', target, '--input', '-'],
    JSON.stringify({ body }),
  )
  if (sent.status === 0) return 0
  process.stdout.write(
    '::warning title=rehearsal::The replay could not be put on the pull request; it is in the job summary.\n',
  )
  quoted(sent.stderr)
  return 0
}

/** The comment of an earlier run: it carries the marker, and the same account wrote it. */
function existing(path) {
  const pick = `.[] | select(.user.type == "Bot") | select(.body | startswith("${marker}")) | .id`
  const { status, stdout } = gh(['api', '--paginate', `${path}?per_page=100`, '--jq', pick])
  const id = Number(stdout.trim().split('\n')[0])
  return status === 0 && Number.isSafeInteger(id) && id > 0 ? id : null
}

function pullRequest() {
  try {
    return JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')).pull_request ?? null
  } catch {
    return null
  }
}

/** Paths of the policies among what `check` looked at, test files left out. */
function policiesAmong(json) {
  return JSON.parse(json)
    .filter(({ dialect }) => dialect !== null && dialect !== 'test')
    .map(({ file }) => file)
}

function lines(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function rehearsal(...args) {
  return run(process.execPath, [cli, ...args])
}

function git(...args) {
  return run('git', args)
}

function gh(args, input = '') {
  return run('gh', args, input)
}

function run(program, args, input = '') {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  return { status: status ?? 1, stdout: stdout ?? '', stderr: error ? String(error) : (stderr ?? '') }
}

function output(name, value) {
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `${name}=${value}\n`)
}

function summary(markdown) {
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${markdown}\n`)
}

/** Text that others may have written, with workflow commands switched off while it is printed. */
function quoted(text) {
  const token = randomUUID()
  process.stdout.write(`::stop-commands::${token}\n${text.trimEnd()}\n::${token}::\n`)
}

/** A block of code that its text cannot end. */
function fenced(text) {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text.trimEnd()}\n${fence}`
}

function say(text) {
  process.stdout.write(`${text}\n`)
}

function fail(text, code) {
  process.stdout.write(`::error title=rehearsal::${text.trim().replaceAll('%', '%25').replaceAll('\n', '%0A')}\n`)
  process.exit(code)
}
