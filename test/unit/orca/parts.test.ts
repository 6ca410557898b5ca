import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressIn, cidrHolds, hostOf, parseAddress, parseCidr } from '../../../evaluator/dialects/orca/address.ts'
import { globCovers, globMatches, parseGlob } from '../../../evaluator/dialects/orca/glob.ts'
import { parsePath, valueAt } from '../../../evaluator/dialects/orca/path.ts'
import { redact } from '../../../evaluator/dialects/orca/redact.ts'
import type { Preset } from '../../../evaluator/dialects/orca/words.ts'

const globs: [glob: string, fits: string[], misses: string[]][] = [
  ['', ['', 'a'], []],
  ['foo.*', ['foo.a', 'foo.a.b'], ['foo', 'foo.', 'Foo.a', 'x.foo.a']],
  ['*.exec', ['a.exec', 'a.b.exec'], ['exec', '.exec', 'a.exec.b']],
  ['*.shell.*', ['a.shell.b', '.shell.shell.b'], ['.shell.b', 'a.shell.', 'shell']],
  ['foo.*.bar', ['foo.*.bar'], ['foo.a.bar']],
  ['get_*', ['get_*'], ['get_a']],
  ['*.*', ['*.*'], ['a.b']],
  ['.*', ['.*'], ['.a']],
]

for (const [glob, fits, misses] of globs) {
  test(`the pattern ${glob || '(empty)'}`, () => {
    const parsed = parseGlob(glob)
    assert.deepEqual(
      [...fits, ...misses].filter((name) => globMatches(parsed, name)),
      fits,
    )
  })
}

test('a pattern covers another only where every name that fits it fits both', () => {
  const covers = (wide: string, narrow: string) => globCovers(parseGlob(wide), parseGlob(narrow))
  assert.ok(covers('*', 'a') && covers('a.*', 'a.b.*') && covers('*.c', '*.b.c') && covers('*.b.*', 'a.b.c'))
  assert.ok(!covers('a.b.*', 'a.*') && !covers('a', '*') && !covers('*.a', 'a.*') && !covers('a.*', 'a.'))
})

const hosts: [address: string, host: string][] = [
  ['https://API.openai.com./v1', 'api.openai.com'],
  ['http://ok.example@evil.example/', 'evil.example'],
  ['http://[2001:DB8:0:0::1]:8080/', '2001:db8:0:0::1'],
  ['[::1]:8080', '::1'],
  ['fe80::1', 'fe80::1'],
  ['evil.example:443?q', 'evil.example'],
  ['http://2130706433/', '2130706433'],
  ['', ''],
]

for (const [address, host] of hosts) test(`the host of ${address}`, () => assert.equal(hostOf(address), host))

test('addresses are read in full spelling only', () => {
  for (const text of ['127.1', '010.0.0.1', '10.0.0.256', '1::2::3', '1:2:3:4:5:6:7', 'g::1', '::1%eth0', '']) {
    assert.equal(parseAddress(text), null, text)
  }
  assert.deepEqual(parseAddress('::ffff:10.0.0.1'), parseAddress('10.0.0.1'))
  assert.equal(parseAddress('::')?.value, 0n)
  assert.equal(addressIn('10.0.0.1:80'), null)
  assert.deepEqual(addressIn('http://10.0.0.1:80/'), parseAddress('10.0.0.1'))
})

test('networks mask their host bits and hold addresses of their own kind', () => {
  const holds = (cidr: string, address: string) => {
    const [network, one] = [parseCidr(cidr), parseAddress(address)]
    return network !== null && one !== null && cidrHolds(network, one)
  }
  assert.ok(
    holds('10.1.2.3/8', '10.9.9.9') && holds('::ffff:10.0.0.0/104', '10.1.1.1') && holds('0.0.0.0/0', '1.1.1.1'),
  )
  assert.ok(!holds('10.0.0.4/31', '10.0.0.6') && !holds('::/0', '10.0.0.1') && holds('::/0', 'fd00::1'))
  for (const text of ['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', 'fd00::/129', '10.0/8', '/8', ''])
    assert.equal(parseCidr(text), null)
})

test('paths step into objects by name and into lists by place', () => {
  const at = (path: string) => valueAt({ a: [{ b: 1 }], '0': 'x', s: 'text' }, parsePath(path) ?? ['?'])
  assert.equal(at('$.a[0].b'), 1)
  assert.equal(at('$.0'), 'x')
  for (const path of ['$.a.0', '$.s.length', '$.s[0]', '$.toString', '$.a[1]']) assert.equal(at(path), undefined)
  for (const path of ['a', '$.', '$a', '', '$..a', '$.a[*]', '$.größe']) assert.equal(parsePath(path), null)
})

const found: [preset: Preset, text: string, after: string][] = [
  ['aws_access_key', 'AKIAABCDEFGHIJKLMNOP xAKIAABCDEFGHIJKLMNOP', '[redacted:aws_access_key] xAKIAABCDEFGHIJKLMNOP'],
  ['email', 'a@b.example, @c.example d@e', '[redacted:email], @c.example d@e'],
  ['email', 'a@b.exampleb@c.example', '[redacted:email]@c.example'],
  ['ssn_us', '123-45-6789 0123-45-6789 123-45-6789-1', '[redacted:ssn_us] 0123-45-6789 123-45-6789-1'],
  ['credit_card', '4111 1111 1111 1111, 4111 1111 1111 1112', '[redacted:credit_card], 4111 1111 1111 1112'],
  ['bearer_token', 'BEARER \tabcdefghijklmnop', 'BEARER \t[redacted:bearer_token]'],
]

for (const [preset, text, after] of found) {
  test(`the detector ${preset} in ${text}`, () => {
    assert.equal(redact(text, { presets: [preset], patterns: [] }).args, after)
  })
}

test('detectors take time in proportion to the text', () => {
  const presets: Preset[] = ['email', 'credit_card', 'bearer_token', 'aws_secret_key', 'openai_key', 'ssn_us']
  for (const text of [
    'a'.repeat(200_000),
    '1 '.repeat(100_000),
    'a@'.repeat(100_000),
    'a.'.repeat(100_000),
    'sk-'.repeat(60_000),
  ]) {
    redact(text, { presets, patterns: [] })
  }
})
