/** Why a text is not JSON, in the parser's words but for the piece of the text that it quotes: that may hold a secret. */
export function jsonProblem(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  const told = why.replace(/(?:, )?(?:\.{3})?"[\s\S]*"(?:\.{3})? is not valid JSON$/, '')
  return told === '' ? 'it begins with something else' : told.slice(0, 200)
}
