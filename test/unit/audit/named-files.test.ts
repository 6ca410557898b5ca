import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { areCurrent, namedFiles } from '../../../audit/named-files.ts'

const long = new Date(Date.now() - 3_600_000)

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-named-')))
  for (const [name, text] of Object.entries(files)) write(folder, name, text)
  return folder
}

function write(folder: string, name: string, text: string | Buffer, at = long): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
  utimesSync(join(folder, name), at, at)
}

function filesIn(start: string, more: Partial<Parameters<typeof namedFiles>[0]> = {}) {
  return namedFiles({ start, startIs: 'the working directory', ...more })
}

test('names begin in the folder where the engine is started', () => {
  const folder = folderWith({ 'base.yaml': 'allow: [a.b]', 'sub/base.yaml': 'deny: [a.b]' })
  assert.deepEqual(filesIn(folder).read('base.yaml'), {
    path: join(folder, 'base.yaml'),
    named: 'base.yaml',
    text: 'allow: [a.b]',
  })
  assert.equal(filesIn('/').read(join(folder, 'sub/base.yaml')).text, 'deny: [a.b]')
})

test('folders that are looked through before come first, where the file is there', () => {
  const folder = folderWith({ 'base.yaml': 'start', 'other.yaml': 'start', 'fixtures/base.yaml': 'before' })
  const files = filesIn(folder, { before: [join(folder, 'fixtures')] })
  assert.deepEqual([files.read('base.yaml').text, files.read('other.yaml').text], ['before', 'start'])
})

test('a file beside the document, and not where the engine looks, is said by its name from there', () => {
  const folder = folderWith({ 'policies/base.yaml': '' })
  const { unread } = filesIn(folder, { beside: join(folder, 'policies') }).read('base.yaml')
  assert.equal(unread?.as, 'missing')
  assert.equal(unread?.instead, 'policies/base.yaml')
  assert.match(unread?.message ?? '', /the working directory: the engine looks from the folder in which it is started/)
})

test('a step out of a linked folder leads out of what it links to', () => {
  const folder = folderWith({ 'base.yaml': 'beside the link', 'far/away/x': '', 'far/base.yaml': 'where it leads' })
  symlinkSync(join(folder, 'far/away'), join(folder, 'link'))
  assert.equal(filesIn(folder).read('link/../base.yaml').text, 'where it leads')
})

/** What stands there, what the engine makes of it, and a word of the sentence. */
const unreadable: readonly (readonly [string, (folder: string) => void, string, RegExp])[] = [
  ['nothing', () => undefined, 'missing', /There is no policy/],
  ['a folder', (folder) => mkdirSync(join(folder, 'p.yaml')), 'folder', /is a folder/],
  ['a pipe', (folder) => execFileSync('mkfifo', [join(folder, 'p.yaml')]), 'unforeseen', /a pipe or a device/],
  ['a device', (folder) => symlinkSync('/dev/zero', join(folder, 'p.yaml')), 'unforeseen', /a pipe or a device/],
  ['a link to itself', (folder) => symlinkSync('p.yaml', join(folder, 'p.yaml')), 'missing', /leads back to itself/],
  ['a link to nothing', (folder) => symlinkSync('nowhere', join(folder, 'p.yaml')), 'missing', /There is no policy/],
  ['bytes', (folder) => write(folder, 'p.yaml', Buffer.from([0xff, 0xfe])), 'raised', /not UTF-8/],
  [
    'five million bytes',
    (folder) => {
      write(folder, 'p.yaml', '')
      truncateSync(join(folder, 'p.yaml'), 5_000_000)
    },
    'unforeseen',
    /more than the 4 MiB/,
  ],
]
for (const [what, make, as, message] of unreadable) {
  test(`${what} in the place of a parent`, { skip: process.platform === 'win32' }, () => {
    const folder = folderWith({})
    make(folder)
    const { text, unread } = filesIn(folder).read('p.yaml')
    assert.equal(text, '')
    assert.equal(unread?.as, as)
    assert.match(unread?.message ?? '', message)
  })
}

test('a file that may not be read', { skip: process.platform === 'win32' || process.getuid?.() === 0 }, () => {
  const folder = folderWith({ 'p.yaml': 'allow: []' })
  chmodSync(join(folder, 'p.yaml'), 0)
  assert.equal(filesIn(folder).read('p.yaml').unread?.raised, 'PermissionError')
})

for (const name of ['a\0b', 'x'.repeat(5000), '']) {
  test(`a name such as ${JSON.stringify(name.slice(0, 5))} is answered in words`, () => {
    assert.notEqual(filesIn(folderWith({})).read(name).unread, undefined)
  })
}

test('a file is the same document until it looks different', () => {
  const folder = folderWith({ 'p.yaml': 'one' })
  const files = filesIn(folder)
  const [first, gone] = [files.read('p.yaml'), files.read('q.yaml')]
  assert.equal(files.read('p.yaml'), first)
  assert.equal(areCurrent([first, gone], files), true)
  write(folder, 'p.yaml', 'two', new Date(long.getTime() + 5000))
  assert.equal(files.read('p.yaml').text, 'two')
  assert.equal(areCurrent([first, gone], files), false)
  write(folder, 'q.yaml', '')
  assert.equal(areCurrent([gone], files), false)
})

test('one that was written just now is read again, and is the same document where it says the same', () => {
  const folder = folderWith({})
  write(folder, 'p.yaml', 'one', new Date())
  const files = filesIn(folder)
  assert.equal(files.read('p.yaml'), files.read('p.yaml'))
})

test('a newer text than the disk’s counts', () => {
  const folder = folderWith({ 'p.yaml': 'saved' })
  const texts = new Map([[join(folder, 'p.yaml'), 'edited']])
  const files = filesIn(folder, { open: (path) => texts.get(path) })
  const edited = files.read('p.yaml')
  assert.equal(edited.text, 'edited')
  assert.equal(files.read('p.yaml'), edited)
  texts.clear()
  assert.equal(files.read('p.yaml').text, 'saved')
})

test('an empty text in the editor is a text, though no file was there before', () => {
  const texts = new Map<string, string>()
  const folder = folderWith({})
  const files = filesIn(folder, { open: (path) => texts.get(path) })
  assert.equal(files.read('p.yaml').unread?.as, 'missing')
  texts.set(join(folder, 'p.yaml'), '')
  assert.equal(files.read('p.yaml').unread, undefined)
})

test('where a folder is not trusted no name and no link leads out of it', () => {
  const folder = folderWith({ 'out.yaml': 'secret', 'in/p.yaml': 'plain' })
  const within = join(folder, 'in')
  symlinkSync(join(folder, 'out.yaml'), join(within, 'link.yaml'))
  const files = filesIn(within, { within })
  assert.equal(files.read('p.yaml').text, 'plain')
  for (const name of ['../out.yaml', join(folder, 'out.yaml'), 'link.yaml']) {
    assert.match(files.read(name).unread?.message ?? '', /leads out of a folder that is not trusted/)
  }
})
