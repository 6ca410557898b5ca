/** Secrets that the classifier takes out of a resource before any policy sees it, in the order in which it looks for them. */
const secrets: readonly RegExp[] = [
  /sk-ant-[\w-]{3,}/g,
  /sk-[\w-]{6,}/g,
  /authensor_\w{3,}/g,
  /Bearer\s+[A-Za-z0-9._-]{6,}/gi,
  /ghp_[A-Za-z0-9]{6,}/g,
  /gho_[A-Za-z0-9]{6,}/g,
  /glpat-[A-Za-z0-9-]{6,}/g,
  /xoxb-[A-Za-z0-9-]{6,}/g,
  /xoxp-[A-Za-z0-9-]{6,}/g,
  /(?:API_KEY|SECRET|TOKEN|PASSWORD|CREDENTIAL)=[^\s&]{3,}/gi,
  /\$[A-Z_]{2,}(?:KEY|TOKEN|SECRET|PASS)[A-Z_]*/g,
]

/** A resource without its secrets, as SafeClaw's classifier leaves it. */
export function redactResource(text: string): string {
  return secrets.reduce((left, pattern) => left.replace(pattern, '[REDACTED]'), text)
}
