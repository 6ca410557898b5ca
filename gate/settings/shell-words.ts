/** The words as one command line for a POSIX shell, which Claude Code uses on every system. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}

/** The words of a command line as `shellLine` writes it; double quotes and backslashes are read too. */
export function shellWords(line: string): readonly string[] {
  const parts = line.match(/(?:[^\s'"\\]+|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/gs) ?? []
  return parts.map((part) =>
    part.replace(/\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/gs, (_, escaped, single, double) => {
      return escaped ?? single ?? String(double).replace(/\\(["\\$`])/g, '$1')
    }),
  )
}
