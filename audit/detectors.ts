/** One known shape of secret. */
export interface Detector {
  /** Stands in the marker `[redacted:NAME]`. */
  readonly name: string
  /**
   * Finds the shape; flag `g`. The secret is the last group that matched, which ends where the match ends, or else the
   * whole match. Repetitions are bounded or cannot start over inside themselves, so a scan stays linear.
   */
  readonly pattern: RegExp
  /** In any case of letters, one of these stands in every string that the pattern finds. */
  readonly hints: readonly string[]
}

const value = String.raw`(?!\[redacted:|\[cut)(?:\\?"([^"\r\n]+)|\\?'([^'\r\n]+)|\`([^\`\r\n]+)|([^\s"'\`,;&|<>(){}[\]\\=$*][^\s"'\`,;&|<>(){}[\]\\]{2,}))`
/** What stands where a secret could, in source code and configuration, without being one. */
const noSecret = String.raw`(?!\\?["'\`]?(?:string|str|number|int|boolean|bool|bytes|object|any|unknown|null|none|nil|true|false|undefined|required|optional|include|omit|same-origin|process\.env\S*|os\.environ\S*|getenv\S*|\$\{[^}]{0,100}\}+|\$\w{1,100}|%\w{1,100}%)(?![\w-]))`
const secretWord = String.raw`(?:pass[_-]?word|passwd|pass[_-]?phrase|(?<=[_-])pass|(?<=[_-])pwd|secret|token(?<!(?:page|continuation|cancellation)[_-]?token)|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|account[_-]?key|encryption[_-]?key|signing[_-]?key|auth[_-]?key|(?<=\b_)auth)`

/** Known secrets, most telling first: where two find the same text the earlier one names it. */
export const detectors: readonly Detector[] = [
  {
    name: 'private-key',
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    hints: ['private key'],
  },
  {
    name: 'aws-access-key',
    pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
    hints: ['akia', 'asia', 'abia', 'acca'],
  },
  { name: 'github-token', pattern: /\bgh[pousr]_[A-Za-z0-9]{20,}/g, hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'] },
  { name: 'github-token', pattern: /\bgithub_pat_[A-Za-z0-9_]{20,}/g, hints: ['github_pat_'] },
  {
    name: 'gitlab-token',
    pattern: /\bgl(?:pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_-]{20,}/g,
    hints: ['glpat-', 'glptt-', 'gldt-', 'glrt-', 'glcbt-', 'glsoat-'],
  },
  { name: 'slack-token', pattern: /\bxox[abceoprs](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}/g, hints: ['xox'] },
  { name: 'slack-token', pattern: /\bxapp-\d-[A-Za-z0-9-]{10,}/g, hints: ['xapp-'] },
  {
    name: 'slack-webhook',
    pattern: /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9/_-]{20,})/g,
    hints: ['hooks.slack.com'],
  },
  { name: 'stripe-key', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}/g, hints: ['k_live_', 'k_test_'] },
  { name: 'stripe-key', pattern: /\bwhsec_[A-Za-z0-9+/]{20,}/g, hints: ['whsec_'] },
  { name: 'anthropic-key', pattern: /\bsk-ant-[A-Za-z0-9_-]{10,}/g, hints: ['sk-ant-'] },
  { name: 'openai-key', pattern: /\bsk-(?=[A-Za-z_-]{0,60}\d)[A-Za-z0-9_-]{20,}/g, hints: ['sk-'] },
  { name: 'google-key', pattern: /\bAIza[A-Za-z0-9_-]{30,}/g, hints: ['aiza'] },
  { name: 'google-token', pattern: /\b(?:ya29\.|GOCSPX-)[A-Za-z0-9_-]{20,}/g, hints: ['ya29.', 'gocspx-'] },
  { name: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{30,}/g, hints: ['npm_'] },
  { name: 'pypi-token', pattern: /\bpypi-[A-Za-z0-9_-]{50,}/g, hints: ['pypi-'] },
  { name: 'huggingface-token', pattern: /\bhf_[A-Za-z0-9]{30,}/g, hints: ['hf_'] },
  { name: 'jwt', pattern: /\beyJ[A-Za-z0-9_-]{8,1000}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g, hints: ['eyj'] },
  {
    name: 'authorization',
    pattern:
      /\b(?:proxy-)?authorization\\?["']?\s{0,5}[:=]\s{0,5}\\?["']?(?:(?:bearer|basic|token|digest|negotiate|apikey)\s{1,5})?(?!\[redacted:|(?:bearer|basic|token|digest|negotiate|apikey)\b)([^\s"'`,;<>\\$]{6,})/gi,
    hints: ['authorization'],
  },
  {
    name: 'authorization',
    pattern: /\bbearer\s{1,5}(?=[A-Za-z._~+/=-]{0,60}\d)([A-Za-z0-9._~+/=-]{16,})/gi,
    hints: ['bearer'],
  },
  {
    name: 'cookie',
    pattern: /\bcookie\\?["']?:\s{0,5}\\?["']?(?!\[redacted:)([^\s"'`\\=]{1,100}=[^\r\n"'`\\]+)/gi,
    hints: ['cookie'],
  },
  {
    name: 'url-password',
    pattern:
      /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?!\[redacted:)[^\s/?#:@'"`<>]{0,200}:(?!\[redacted:|\$)([^\s/?#@'"`<>]{1,500})(?=@)/gi,
    hints: ['://'],
  },
  { name: 'url-token', pattern: /\bhttps?:\/\/(?=[A-Za-z_-]{0,60}\d)([A-Za-z0-9_-]{20,200})(?=@)/gi, hints: ['://'] },
  {
    name: 'curl-user',
    pattern:
      /\b(?:curl|wget)\b[^\r\n|;]{0,300}?\s(?:-u|--user)[ =]?["']?[^\s:"']{1,100}:(?!\[redacted:|\$)([^\s"']+)/gi,
    hints: ['curl', 'wget'],
  },
  {
    name: 'assignment',
    pattern: new RegExp(String.raw`${secretWord}\\?["'\`]?\]?\s{0,3}(?:=>|:=|[:=])\s{0,3}${noSecret}${value}`, 'gi'),
    hints: ['pass', 'pwd', 'secret', 'token', 'key', '_auth'],
  },
  {
    name: 'flag',
    pattern: new RegExp(String.raw`(?<=\s|^)--?[\w-]{0,40}?${secretWord}\s{1,3}(?!-)${noSecret}${value}`, 'gi'),
    hints: ['pass', 'pwd', 'secret', 'token', 'key'],
  },
]
