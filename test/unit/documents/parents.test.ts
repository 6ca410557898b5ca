import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { diagnosePolicy } from '../../../analysis/diagnose.ts'
import { lintPolicy } from '../../../analysis/lints/index.ts'
import { DiskDocuments } from '../../../server/disk.ts'
import { provideNamedFile } from '../../../server/documentLinks.ts'
import { Documents, type OpenDocument } from '../../../server/documents.ts'
import { filesNamedIn } from '../../../server/startFolder.ts'
import { opened } from '../../support/opened.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-parents-')))
after(() => rmSync(folder, { recursive: true }))
const inFolder = (name: string) => join(folder, name)

/** Documents of a workspace whose open texts are those in `open`. */
function documentsOver(open: ReadonlyMap<string, string>, trusted = true): Documents {
  const namedBy = filesNamedIn({ folders: [folder], trusted, open: (path) => open.get(path) })
  return new Documents(() => 'capfence', namedBy)
}

function said(document: OpenDocument): unknown {
  const { policy } = document
  if (policy === null) return null
  const { rules, digest } = policy.policy
  return [rules.map(({ label, document: at }) => [label, at]), digest, diagnosePolicy(policy), lintPolicy(policy)]
}

const child = inFolder('child.yaml')
const version = (number: number, text: string) => TextDocument.create(pathToFileURL(child).href, 'yaml', number, text)

const texts = {
  'child.yaml': ['extends: a.yaml\nallow: [x.y]', 'extends: [a.yaml, b.yaml]\ndeny: [x.y]', 'allow: [x.z', 'deny: []'],
  'a.yaml': ['deny: [a.b]', 'extends: b.yaml', 'extends: child.yaml', 'alow: []', 'deny: ['],
  'b.yaml': ['allow: [b.c]', 'extends: a.yaml\nallow: []', ''],
} as const

const change = fc.oneof(
  ...Object.entries(texts).map(([name, all]) =>
    fc.record({ name: fc.constant(name), text: fc.constantFrom<string | null>(...all, null) }),
  ),
)

test('after any changes of a policy and its parents in the editor it is what it would be had it just been opened', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const open = new Map<string, string>([[child, texts['child.yaml'][0]]])
      const documents = documentsOver(open)
      let number = 1
      documents.update(version(number, open.get(child) ?? ''))
      for (const { name, text } of changes) {
        if (text !== null) open.set(inFolder(name), text)
        else if (name !== 'child.yaml') open.delete(inFolder(name))
        if (name === 'child.yaml') number++
        const now = version(number, open.get(child) ?? '')
        assert.deepEqual(said(documents.update(now)), said(documentsOver(open).update(now)))
      }
    }),
    { numRuns: 200 },
  )
})

test('a version is read once while nothing that it calls for changes', () => {
  const open = new Map([[inFolder('a.yaml'), 'deny: [a.b]']])
  const documents = documentsOver(open)
  const now = version(1, 'extends: a.yaml\ndeny: [a.b]\n')
  const first = documents.update(now)
  assert.equal(documents.update(now), first)
  open.set(inFolder('a.yaml'), 'deny: [a.c]')
  assert.notEqual(documents.update(now), first)
})

test('the editor says which folder it takes for the one where the engine is started, and what would be found there', () => {
  writeFileSync(inFolder('beside.yaml'), 'deny: []')
  const { document } = opened(inFolder('child.yaml'), 'extends: «none.yaml»\ndeny: [a.b]\n', documentsOver(new Map()))
  const [problem] = document.policy ? diagnosePolicy(document.policy) : []
  assert.match(
    problem?.message ?? '',
    new RegExp(`There is no policy \`none.yaml\` in \`${folder}\`, the workspace folder`),
  )
})

test('definition: from `extends` to the file, where it is there', () => {
  writeFileSync(inFolder('base.yaml'), 'deny: []')
  const context = { folders: [folder], trusted: true }
  const to = (fixture: string) => {
    const { document, position } = opened(inFolder('sub/child.yaml'), `${fixture}deny: [a.b]\n`)
    return provideNamedFile(document, position, context)?.map(({ uri }) => uri) ?? null
  }
  assert.deepEqual(to('extends: ba‸se.yaml\n'), [pathToFileURL(inFolder('base.yaml')).href])
  assert.deepEqual(to('extends: [x.yaml, base.yaml‸]\n'), [pathToFileURL(inFolder('base.yaml')).href])
  assert.equal(to('extends: no‸ne.yaml\n'), null)
  assert.equal(to('ext‸ends: base.yaml\n'), null)
})

test('a policy on the disk is read again when its parent has changed', async () => {
  writeFileSync(child, 'extends: parent.yaml\nallow: [shell.execute]\n')
  writeFileSync(inFolder('parent.yaml'), 'deny: [a.b]')
  const disk = new DiskDocuments(
    () => undefined,
    filesNamedIn({ folders: [folder], trusted: false, open: () => undefined }),
  )
  const rules = async () => (await disk.read(child))?.policy?.policy.rules.map(({ label }) => label)
  assert.deepEqual(await rules(), ['allow[0]', 'parent.yaml:deny[0]'])
  writeFileSync(inFolder('parent.yaml'), 'allow: [a.b, c.d]')
  assert.deepEqual(await rules(), ['allow[0]', 'parent.yaml:allow[0]', 'parent.yaml:allow[1]'])
})

test('nothing keeps an agent from editing a parent', () => {
  const open = new Map([[inFolder('a.yaml'), 'allow: [filesystem.write]']])
  const told = (text: string) => {
    const { policy } = documentsOver(open).update(version(1, text))
    return policy && lintPolicy(policy).find(({ code }) => code === 'agent-can-edit')?.message
  }
  assert.match(
    told('extends: ./a.yaml\nallow: [filesystem.read]') ?? '',
    /editing this policy, `\.\/a\.yaml`, which it extends, the hook/,
  )
  const guarded = 'deny: [{capability: filesystem.write, contains: a.yaml}]'
  assert.doesNotMatch(told(`extends: ./a.yaml\n${guarded}`) ?? '', /which it extends/)
})
