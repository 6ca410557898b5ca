import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findSecrets } from '../../../audit/find-secrets.ts'
import { isSecretFlag, isSecretName } from '../../../audit/secret-names.ts'
import { cleanJson, cleanText, longestString } from '../../../audit/secrets.ts'
import { Float, type Json } from '../../../evaluator/json/values.ts'
import { plantedSecrets } from './planted-secrets.ts'

/** Joined here so that no file holds what looks like a secret. */
const join = (...parts: string[]) => parts.join('')
const mixed = 'aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0cD3fG6hJ9k'

const nearMisses = [
  'AKIA is how access key ids start',
  'AKIA1234',
  'ghp_short',
  'a tokenizer with max_tokens: 4096 and token_count=12',
  'const token: string = readToken()',
  'function login(password: string, apiKey: string | undefined)',
  'if (password === other) return',
  'if token == expected',
  'PASSWORD=$PASSWORD',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: shell text
  'curl -H "Authorization: Bearer ${TOKEN}" https://example.test',
  'curl -H "Authorization: Bearer $TOKEN" https://example.test',
  'apiKey: process.env.API_KEY',
  'PWD=/home/user OLDPWD=/tmp',
  'the class sk-loading-spinner-container-large spins',
  'sk-learn and scikit-learn',
  'https://example.test:8080/path?page=2#top',
  'git@github.com:owner/repository.git',
  'https://user@example.test/path',
  'eyJust a word.eyJust another',
  '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----',
  '-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----',
  'docker run -u 1000:1000 image',
  'npm_config_registry=https://packages.example.test',
  'nextPageToken: abc',
  'the bearer of internationalizations',
  'fetch(url, { credentials: "include" })',
  'git commit -m "Rename the secret to token"',
  'password: null',
  'secret: true',
]

test('every known secret is found in whatever stands around it', async (t) => {
  const around: [name: string, put: (text: string) => string][] = [
    ['alone', (text) => text],
    ['in a sentence', (text) => `run it with ${text} and go`],
    ['on a line', (text) => `first line\n${text}\nlast line`],
    ['in JSON in a string', (text) => JSON.stringify({ text })],
  ]
  for (const { name, text, secret, detector } of plantedSecrets) {
    for (const [place, put] of around) {
      await t.test(`${name}, ${place}`, () => {
        const cleaned = cleanText(put(text))
        assert.ok(!cleaned.includes(secret), cleaned)
        for (const line of secret.split('\n')) assert.ok(line.startsWith('---') || !cleaned.includes(line), cleaned)
        if (place === 'alone') assert.match(cleaned, new RegExp(`\\[redacted:${detector}\\]`))
        assert.equal(cleanText(cleaned), cleaned, 'a second time changes nothing')
      })
    }
  }
})

test('what only looks like a secret stays', async (t) => {
  for (const text of nearMisses) {
    await t.test(text, () => assert.deepEqual(findSecrets(text), []))
  }
})

test('only the secret goes, what stands around it stays', () => {
  const cases: [text: string, cleaned: string][] = [
    [join('DB_PASSWORD=', 'hunter2 npm start'), 'DB_PASSWORD=[redacted:assignment] npm start'],
    [join('postgres://app:', 's3cr3t@db.test:5432/main'), 'postgres://app:[redacted:url-password]@db.test:5432/main'],
    [
      join('curl "https://x.test/?access_token=', mixed, '&page=2"'),
      'curl "https://x.test/?access_token=[redacted:assignment]&page=2"',
    ],
    [
      join('{"password": "correct horse battery", "user": "me"}'),
      '{"password": "[redacted:assignment]", "user": "me"}',
    ],
  ]
  for (const [text, cleaned] of cases) assert.equal(cleanText(text), cleaned)
})

test('names that hold secrets', () => {
  for (const name of [
    'password',
    'DB_PASSWORD',
    'apiKey',
    'x-api-key',
    'githubToken',
    'client_secret',
    'AWS_SECRET_ACCESS_KEY',
    'Authorization',
    'Set-Cookie',
    'privateKey',
    'db_pwd',
  ]) {
    assert.ok(isSecretName(name), name)
  }
  for (const name of [
    'max_tokens',
    'tokenizer',
    'PWD',
    'next_page_token',
    'key',
    'primary_key',
    'secretary',
    'password_hint',
    'command',
  ]) {
    assert.ok(!isSecretName(name), name)
  }
  assert.ok(isSecretFlag('--api-key'))
  assert.ok(!isSecretFlag('--keep'))
})

const jsonCases: [name: string, value: Json, cleaned: Json, paths: string[]][] = [
  ['a key name', { user: 'me', password: 'x' }, { user: 'me', password: '[redacted:key-name]' }, ['password']],
  ['a number under a key name', { pin: 1, secret: 1234 }, { pin: 1, secret: '[redacted:key-name]' }, ['secret']],
  ['no value under a key name', { token: null, secret: false }, { token: null, secret: false }, []],
  [
    'everything below a key name',
    { credentials: { a: ['x', { b: 'y' }] } },
    { credentials: { a: ['[redacted:key-name]', { b: '[redacted:key-name]' }] } },
    ['credentials.a[0]', 'credentials.a[1].b'],
  ],
  ['the argument after a flag', ['run', '--password', 'x'], ['run', '--password', '[redacted:key-name]'], ['[2]']],
  [
    'a pair of name and value',
    {
      env: [
        { name: 'DB_PASSWORD', value: 'x' },
        { name: 'HOME', value: '/home' },
      ],
    },
    {
      env: [
        { name: 'DB_PASSWORD', value: '[redacted:key-name]' },
        { name: 'HOME', value: '/home' },
      ],
    },
    ['env[0].value'],
  ],
  ['numbers keep their form', [new Float(1), 2n ** 70n, 0.5], [new Float(1), 2n ** 70n, 0.5], []],
  [
    'a key that is no word',
    { 'a.b': { 'x y': 'token=abcdef' } },
    { 'a.b': { 'x y': 'token=[redacted:assignment]' } },
    ['["a.b"]["x y"]'],
  ],
]

test('JSON values', async (t) => {
  for (const [name, value, expected, paths] of jsonCases) {
    await t.test(name, () => {
      const cleaned = cleanJson(value)
      assert.deepEqual(cleaned.value, expected)
      assert.deepEqual(cleaned.paths, paths)
      assert.equal(cleaned.redacted, paths.length > 0)
    })
  }
})

test('a secret as a key is taken out, and two of them stay two', () => {
  const [one, two] = [join('gh', 'p_', mixed), join('gh', 'p_', mixed.toLowerCase())]
  const { value } = cleanJson({ [one]: 1, [two]: 2 })
  assert.deepEqual(value, { '[redacted:github-token]': 1, '[redacted:github-token] 2': 2 })
})

test('a key __proto__ stays a key', () => {
  const { value } = cleanJson(JSON.parse('{"__proto__": {"a": "b"}}'))
  assert.equal(JSON.stringify(value), '{"__proto__":{"a":"b"}}')
})

test('long strings are cut, and a secret across the cut leaves no part', () => {
  const secret = join('gh', 'p_', mixed)
  for (let before = longestString - secret.length - 2; before <= longestString + 2; before++) {
    const cleaned = cleanText(`${' '.repeat(before)}${secret} ${'z'.repeat(100_000)}`)
    assert.ok(cleaned.length < longestString + 100)
    assert.ok(!/gh|aB3|G6h/.test(cleaned), `${before}: ${cleaned.trim()}`)
    assert.match(cleaned, /\[cut: 1\d{5} characters\]$/)
  }
})

test('lone surrogates are replaced, deep values cut, thousands of places summed up', () => {
  assert.deepEqual(cleanJson({ a: '\ud800' }), { value: { a: '\ufffd' }, redacted: false, cut: true, paths: ['a'] })
  let deep: Json = 'bottom'
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  const cleaned = cleanJson(deep)
  assert.ok(cleaned.cut)
  assert.equal(cleaned.paths.length, 1)
  const many = cleanJson(Array.from({ length: 2000 }, () => ({ password: 'x' })))
  assert.deepEqual(many.paths, [''])
})

test('hostile strings end', () => {
  const pieces = [
    'eyJ',
    'sk-',
    'a://',
    'curl ',
    '-----BEGIN PRIVATE KEY-----',
    'password',
    '--token ',
    'authorization: ',
    ' -u',
    'eyJa.',
    '"',
    'cookie:a',
  ]
  for (const piece of pieces) {
    const text = piece.repeat(Math.ceil(2_000_000 / piece.length))
    assert.ok(cleanText(text).length <= longestString * 8, piece)
  }
})
