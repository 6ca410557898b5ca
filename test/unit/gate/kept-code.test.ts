import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { KeptCode } from '../../../gate/kept-code.ts'

const outside = createRequire(import.meta.url)

describe('code that is kept between processes', () => {
  let folder: string
  let kept: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-code-'))
    kept = path.join(folder, 'kept')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text)
  const keptFiles = () => readdirSync(kept).map((name) => path.join(kept, name))

  /** Runs the bundle as a process of its own would, and keeps what it compiled. */
  function run(name = 'main.cjs') {
    const code = new KeptCode(folder, kept, outside)
    const exports = code.run(name)
    code.keep(Date.now())
    return exports
  }

  it('runs a bundle with its own folder and file name, and with what it asks for from outside', () => {
    write('main.cjs', 'module.exports = [__filename, __dirname, require("node:path").basename(__filename)]')
    assert.deepEqual(run(), [path.join(folder, 'main.cjs'), folder, 'main.cjs'])
    assert.deepEqual(run(), [path.join(folder, 'main.cjs'), folder, 'main.cjs'], 'from kept code')
  })

  it('runs another bundle once, however it is asked for', () => {
    write('main.cjs', 'module.exports = require("./part.cjs") === require(__dirname + "/part.cjs")')
    write('part.cjs', 'globalThis.partRuns = (globalThis.partRuns ?? 0) + 1; module.exports = {}')
    assert.equal(run(), true)
    assert.equal((globalThis as { partRuns?: number }).partRuns, 1)
    assert.equal(keptFiles().length, 2)
  })

  it('keeps the functions that were called', () => {
    const body = Array.from({ length: 200 }, (_, i) => `value += ${i} * value % 7;`).join(' ')
    const bundle = (call: string) => `function long() { let value = 1; ${body} return value } module.exports = ${call}`
    write('main.cjs', bundle('00000'))
    run()
    const idle = statSync(keptFiles()[0] as string).size
    write('main.cjs', bundle('long()'))
    run()
    assert.ok(statSync(keptFiles()[0] as string).size > idle + 1000)
  })

  it('never runs the code of another text, be it as long', () => {
    write('main.cjs', 'module.exports = (() => "before")()')
    assert.equal(run(), 'before')
    write('main.cjs', 'module.exports = (() => "after!")()')
    assert.equal(run(), 'after!')
    assert.equal(run(), 'after!')
  })

  it('is kept by the first three processes and left alone afterwards', () => {
    write('main.cjs', 'module.exports = (() => 1)()')
    for (let process = 0; process < 3; process++) run()
    const [file] = keptFiles()
    utimesSync(file as string, 1e9, Date.now() / 1000 - 3600)
    const before = statSync(file as string).mtimeMs
    assert.equal(run(), 1)
    assert.equal(statSync(file as string).mtimeMs, before)
  })

  const damages: Record<string, (whole: Buffer) => Buffer> = {
    'cut off': (whole) => whole.subarray(0, whole.length - 1),
    'half of it': (whole) => whole.subarray(0, whole.length >> 1),
    'its head alone': (whole) => whole.subarray(0, 16),
    'part of its head': (whole) => whole.subarray(0, 7),
    empty: () => Buffer.alloc(0),
    'zeros at its end': (whole) => Buffer.from(whole).fill(0, whole.length - 100),
    'a code length of zero': (whole) => Buffer.from(whole).fill(0, 12, 16),
    'something else': () => Buffer.from('no code at all, but longer than a head'),
  }
  for (const [what, damaged] of Object.entries(damages)) {
    it(`is not used and kept anew where the file is damaged: ${what}`, () => {
      write('main.cjs', 'module.exports = (() => 1)()')
      run()
      const [file = ''] = keptFiles()
      writeFileSync(file, damaged(readFileSync(file)))
      assert.equal(run(), 1)
      assert.equal(run(), 1)
      assert.ok(readFileSync(file).includes('(() => 1)()'))
    })
  }

  it('ends no process by a byte that is another', () => {
    write('main.cjs', 'module.exports = (() => 1)()')
    for (let process = 0; process < 3; process++) run()
    const [file = ''] = keptFiles()
    const whole = readFileSync(file)
    const ours = path.join(import.meta.dirname, '..', '..', '..', 'gate', 'kept-code.ts')
    const program = `const { KeptCode } = require(${JSON.stringify(ours)})
      if (new KeptCode(${JSON.stringify(folder)}, ${JSON.stringify(kept)}, require).run('main.cjs') !== 1) process.exit(3)`
    for (let part = 0; part < 8; part++) {
      const damaged = Buffer.from(whole)
      const at = Math.floor((whole.length * (part + 0.5)) / 8)
      damaged[at] = (damaged[at] as number) ^ 0x11
      writeFileSync(file, damaged)
      const { status, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' })
      assert.equal(status, 0, `byte ${at}: ${stderr}`)
    }
  })

  it('is not taken from a file that others can write', { skip: process.platform === 'win32' }, () => {
    write('main.cjs', 'module.exports = (() => 1)()')
    for (let process = 0; process < 3; process++) run()
    const [file = ''] = keptFiles()
    chmodSync(file, 0o666)
    assert.equal(run(), 1)
    assert.equal(statSync(file).mode & 0o777, 0o600, 'made anew')
  })

  it('goes without where nothing can be kept', () => {
    write('main.cjs', 'module.exports = (() => 1)()')
    writeFileSync(kept, 'a file where the folder would be')
    assert.equal(run(), 1)
  })
})
