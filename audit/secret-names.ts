const words = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'secrets',
  'token',
  'apikey',
  'accesskey',
  'accesskeyid',
  'secretkey',
  'secretaccesskey',
  'privatekey',
  'accountkey',
  'signingkey',
  'encryptionkey',
  'authkey',
  'authorization',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'connectionstring',
]
const endsInWord = new RegExp(`(?:${words.join('|')})$`)
/** Words that end like a secret's name and are none. */
const harmless = /^(?:pwd|oldpwd)$|(?:page|continuation|cancellation|next|sync|csrftokenheader)token$/
const flag = /^--?[\w-]{1,60}$/

/** Whether a key of this name (`DB_PASSWORD`, `apiKey`, `x-api-key`) holds a secret. */
export function isSecretName(name: string): boolean {
  if (name.length > 100) return false
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  return endsInWord.test(plain) && !harmless.test(plain)
}

/** Whether `text` is a command-line flag whose value follows as the next argument: `--password`. */
export function isSecretFlag(text: string): boolean {
  return flag.test(text) && isSecretName(text)
}
