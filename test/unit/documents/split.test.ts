import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { coreYaml } from '../../../evaluator/yaml/core.ts'
import type { Node } from '../../../evaluator/yaml/node.ts'
import { readYaml } from '../../../evaluator/yaml/read.ts'
import { readPyyaml } from '../../../evaluator/yaml/read-pyyaml.ts'
import { type CutAgain, commonEnds, type Split, split, splitAgain } from '../../../evaluator/yaml/split.ts'
import { type SlicedYaml, SliceReader } from '../../../evaluator/yaml/split-read.ts'
import type { ReadYaml } from '../../../evaluator/yaml/split-slice.ts'
import { editedTexts } from './edits.ts'

const keys = ['rules', 'contracts']
const readers: [string, ReadYaml, 'alone' | 'whole'][] = [
  ['YAML 1.2', (text) => readYaml(text, coreYaml), 'alone'],
  ['PyYAML', readPyyaml, 'whole'],
]
const runs = { numRuns: Number(process.env.RUNS ?? 300) }

test('a text is cut into header, items at the column of the list, and trailer', () => {
  const text = 'name: a\nrules: # all\n# first\n  - x: 1\n# in it\n    y: |\n      - no\n\n  - z\nend: 1\n'
  const cut = split(text, keys)
  assert.deepEqual(cut && [...cut.starts, cut.trailer].map((at) => text.slice(at).split('\n')[0]), [
    '  - x: 1',
    '  - z',
    'end: 1',
  ])
  for (const whole of [
    'rules: []\n',
    '{rules: 1}',
    '---\nrules:\n- a\n',
    'rules:\n- a\n---\nb\n',
    'rules:\n  a: b\n',
  ]) {
    assert.equal(split(whole, keys), null, whole)
  }
})

test('what two texts have in common at both ends never overlaps', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 }),
      fc.record({ prefix: fc.nat(400), suffix: fc.nat(400) }),
      (a, b, near) => {
        const { prefix, suffix } = commonEnds(a, b)
        assert.deepEqual(commonEnds(a, b, near), { prefix, suffix })
        assert.ok(prefix + suffix <= Math.min(a.length, b.length))
        assert.equal(a.slice(0, prefix), b.slice(0, prefix))
        assert.equal(a.slice(a.length - suffix), b.slice(b.length - suffix))
        assert.ok(prefix === Math.min(a.length, b.length) || a[prefix] !== b[prefix])
      },
    ),
  )
})

test('cutting again after edits gives what cutting gives', () => {
  fc.assert(
    fc.property(editedTexts, (texts) => {
      let before = null as Split | null
      for (const text of texts) {
        const again: CutAgain | null = before && splitAgain(text, keys, before)
        const afresh = split(text, keys)
        if (again) assert.deepEqual(again.cut, afresh)
        if (before && again?.cut) assertShared(before, again.cut, again)
        before = afresh
      }
    }),
    runs,
  )
})

/** The items that a cut claims to share with the one before are the same texts. */
function assertShared(before: Split, now: Split, { start, behind }: CutAgain): void {
  const [old, items] = [itemsOf(before), itemsOf(now)]
  assert.ok(start + behind <= Math.min(old.length, items.length))
  assert.deepEqual(items.slice(0, start), old.slice(0, start))
  assert.deepEqual(items.slice(items.length - behind), old.slice(old.length - behind))
}

function itemsOf({ text, starts, trailer }: Split): string[] {
  return starts.map((start, index) => text.slice(start, starts[index + 1] ?? trailer))
}

for (const [name, read, broken] of readers) {
  test(`read slice by slice by ${name}: the whole's tree, comments and problems where there is no syntax error`, () => {
    fc.assert(
      fc.property(editedTexts, (texts) => {
        const reader = new SliceReader(keys, read, broken)
        for (const text of texts) {
          const sliced = reader.update(text)
          if (sliced === null) continue
          const whole = read(text)
          const isBroken = sliced.problems.some(({ kind }) => kind === 'syntax')
          assert.equal(
            isBroken,
            whole.problems.some(({ kind }) => kind === 'syntax'),
            'broken',
          )
          if (isBroken) continue
          assert.deepEqual(plain(sliced.root), plain(whole.root))
          assert.deepEqual(sliced.comments, whole.comments)
          assert.deepEqual(sliced.problems, whole.problems)
        }
      }),
      runs,
    )
  })

  test(`read slice by slice by ${name}: the same whatever was read before`, () => {
    fc.assert(
      fc.property(editedTexts, (texts) => {
        const reader = new SliceReader(keys, read, broken)
        for (const text of texts) {
          const [after, afresh] = [reader.update(text), new SliceReader(keys, read, broken).update(text)]
          assert.equal(after === null, afresh === null)
          if (after === null || afresh === null) continue
          assert.deepEqual(plain(after.root), plain(afresh.root))
          assert.deepEqual(after.problems, afresh.problems)
        }
      }),
      runs,
    )
  })
}

for (const [name, read, broken] of readers) {
  test(`read in parts by ${name}, edits in between: the parts together are the whole, and nothing is left to read`, () => {
    fc.assert(
      fc.property(editedTexts, fc.integer({ min: 1, max: 3 }), (texts, size) => {
        const reader = new SliceReader(keys, read, broken)
        for (const [index, text] of texts.entries()) {
          const parts = partsOf(reader, text, size, index < texts.length - 1 ? 1 : 99)
          if (index < texts.length - 1) continue
          const whole = new SliceReader(keys, read, broken).update(text)
          if (whole === null) continue
          assert.equal(reader.unread(text), 0)
          assert.deepEqual(
            parts.flatMap(({ slices }) => slices),
            whole.slices,
          )
          assert.deepEqual(
            parts.flatMap(({ starts }) => starts),
            whole.starts,
          )
          assert.deepEqual(
            parts.map(({ first }) => first),
            parts.map((_, number) => number * size),
          )
        }
      }),
      runs,
    )
  })
}

test('what stands between two changed places is not read again, nor what moved', () => {
  let count = 0
  const counted: ReadYaml = (text) => {
    count++
    return readYaml(text, coreYaml)
  }
  const reader = new SliceReader(keys, counted, 'alone')
  const item = (name: string) => `- name: ${name}\n  action: deny\n`
  const text = (names: string) => `rules:\n${[...names].map(item).join('')}end: 1\n`
  const readings = (names: string) => {
    count = 0
    assert.ok(reader.update(text(names)))
    return count
  }
  assert.equal(readings('abcdef'), 7)
  assert.equal(readings('xbcdey'), 2)
  assert.equal(readings('ybcdex'), 0)
})

function partsOf(reader: SliceReader, text: string, size: number, most: number): SlicedYaml[] {
  const parts: SlicedYaml[] = []
  for (let next = 0; parts.length < most; ) {
    const part = reader.part(text, next, (items) => items >= size)
    if (part === null) return parts
    parts.push(part)
    next = part.first + part.slices.length
  }
  return parts
}

function plain(node: Node | null): unknown {
  if (node === null || node.kind === 'scalar') return node
  const { kind, range, tag, flow } = node
  if (node.kind === 'list') return { kind, range, tag, flow, items: node.items.map(plain) }
  const entries = node.entries.map((entry) => ({ ...entry, key: plain(entry.key), value: plain(entry.value) }))
  return { kind, range, tag, flow, entries }
}
