/** Made-up secrets of every known shape, put together at run time so that no file holds one. */
export interface PlantedSecret {
  readonly name: string
  /** What a call would hold. */
  readonly text: string
  /** What of it must never be written. */
  readonly secret: string
  readonly detector: string
}

const join = (...parts: string[]) => parts.join('')
const mixed = 'aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0cD3fG6hJ9k'
const upper = 'A1B2C3D4E5F6G7H8'

function bare(name: string, detector: string, ...parts: string[]): PlantedSecret {
  return { name, detector, text: join(...parts), secret: join(...parts) }
}

function inside(name: string, detector: string, before: string, secret: string, after = ''): PlantedSecret {
  return { name, detector, text: `${before}${secret}${after}`, secret }
}

export const plantedSecrets: readonly PlantedSecret[] = [
  bare('AWS access key', 'aws-access-key', 'AK', 'IA', upper),
  bare('AWS session key', 'aws-access-key', 'AS', 'IA', upper),
  inside('AWS secret key', 'assignment', 'aws_secret_access_key = ', join(mixed, '')),
  bare('GitHub personal token', 'github-token', 'gh', 'p_', mixed.slice(0, 36)),
  bare('GitHub OAuth token', 'github-token', 'gh', 'o_', mixed.slice(0, 36)),
  bare('GitHub server token', 'github-token', 'gh', 's_', mixed.slice(0, 36)),
  bare('GitHub fine-grained token', 'github-token', 'github', '_pat_', mixed, '_', mixed),
  bare('GitLab token', 'gitlab-token', 'gl', 'pat-', mixed.slice(0, 20)),
  bare('Slack bot token', 'slack-token', 'xo', 'xb-', '123456789012-123456789012-', mixed.slice(0, 24)),
  bare('Slack app token', 'slack-token', 'xa', 'pp-1-', 'A0123456789-1234567890123-', mixed),
  inside(
    'Slack webhook',
    'slack-webhook',
    'https://hooks.slack.com/services/',
    join('T00000000/B00000000/', mixed.slice(0, 24)),
  ),
  bare('Stripe live key', 'stripe-key', 'sk', '_live_', mixed.slice(0, 24)),
  bare('Stripe restricted key', 'stripe-key', 'rk', '_test_', mixed.slice(0, 24)),
  bare('OpenAI key', 'openai-key', 's', 'k-', mixed, 'T3BlbkFJ'),
  bare('OpenAI project key', 'openai-key', 's', 'k-proj-', mixed, '_', mixed),
  bare('Anthropic key', 'anthropic-key', 's', 'k-ant-', 'api03-', mixed, '-', mixed),
  bare('Google key', 'google-key', 'AI', 'za', mixed.slice(0, 35)),
  bare('Google OAuth token', 'google-token', 'ya', '29.', mixed),
  bare('npm token', 'npm-token', 'np', 'm_', mixed.slice(0, 36)),
  bare('PyPI token', 'pypi-token', 'py', 'pi-', mixed, mixed),
  bare('Hugging Face token', 'huggingface-token', 'h', 'f_', mixed.slice(0, 34)),
  bare('JWT', 'jwt', 'ey', 'JhbGciOiJIUzI1NiJ9', '.ey', 'JzdWIiOiIxMjM0NTY3ODkwIn0', '.', mixed),
  bare(
    'RSA private key',
    'private-key',
    '-----BEGIN RSA PRIVATE',
    ' KEY-----\n',
    mixed,
    '\n',
    mixed,
    '\n-----END RSA PRIVATE KEY-----',
  ),
  bare('private key without its end', 'private-key', '-----BEGIN PRIVATE', ' KEY-----\n', mixed),
  bare(
    'OpenSSH key',
    'private-key',
    '-----BEGIN OPENSSH PRIVATE',
    ' KEY-----\n',
    mixed,
    '\n-----END OPENSSH PRIVATE KEY-----',
  ),
  inside('password in a URL', 'url-password', 'postgres://app:', join('s3cr3t', 'Pa55'), '@db.test:5432/main'),
  inside('token in a URL', 'url-token', 'https://', mixed, '@github.com/owner/repository.git'),
  inside('Authorization header', 'authorization', 'curl -H "Authorization: Bearer ', 'abcdefghijklmnop', '"'),
  inside('basic authorization', 'authorization', 'Authorization: Basic ', join('dXNlcjpw', 'YXNzd29yZA==')),
  inside('bearer token', 'authorization', 'bearer ', join('abc123', 'def456ghi789')),
  inside('cookie header', 'cookie', 'Cookie: ', 'session=0123456789abcdef; theme=dark'),
  inside('curl user', 'curl-user', 'curl -s -u admin:', 'hunter2hunter2', ' https://x.test'),
  inside('assignment', 'assignment', 'password=', 'hunter2-hunter3'),
  inside('exported variable', 'assignment', 'export DB_PASSWORD="', 'correct horse battery', '"'),
  inside('YAML line', 'assignment', 'api_key: ', 'abcdef-uvwxyz'),
  inside('JSON in text', 'assignment', '{"client_secret":"', 'abcdef-uvwxyz', '"}'),
  inside('camel case', 'assignment', "accessToken = '", 'abcdef-uvwxyz', "'"),
  inside('npmrc line', 'assignment', '//packages.example.test/:_authToken=', 'abcdef-uvwxyz'),
  inside('query parameter', 'assignment', 'https://x.test/?access_token=', 'abcdef-uvwxyz', '&page=2'),
  inside('flag', 'flag', 'tool --api-key ', 'abcdef-uvwxyz', ' --verbose'),
]
