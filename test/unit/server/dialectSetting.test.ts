import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { dialectSetting } from '../../../server/dialectSetting.ts'
import { Documents } from '../../../server/documents.ts'

const chosen = dialectSetting({ 'gate/*.yaml': 'agent-assembly', '*.orca.json': 'orca' }, [
  '/srv/project/one',
  '/srv/project/two',
])

const table: [path: string, dialect: string | undefined][] = [
  ['/srv/project/one/gate/a.yaml', 'agent-assembly'],
  ['/srv/project/two/deep/x.orca.json', 'orca'],
  ['/srv/project/one/other/a.yaml', undefined],
  ['/elsewhere/gate/a.yaml', undefined],
  ['/srv/project/one', undefined],
]

for (const [path, dialect] of table) {
  test(`${path} is ${dialect ?? 'left to its content'}`, () => assert.equal(chosen(path), dialect))
}

test('the setting goes before the content, a comment in the file before the setting', () => {
  const documents = new Documents(() => 'agent-assembly')
  const read = (name: string, text: string) =>
    documents.update(TextDocument.create(`file:///w/${name}.yaml`, 'yaml', 1, text)).policy?.dialect.name
  assert.equal(read('a', 'name: x\nenforcement_mode: observe\nrules: []\n'), 'agent-assembly')
  assert.equal(read('b', '# rehearsal: dialect=edictum\nrules: []\n'), 'edictum')
})
