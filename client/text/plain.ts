/** Markdown lines as a modal dialog shows them, which knows no markdown. */
export function plainLines(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line
      .replace(/^(\s*)[-*] /, '$1• ')
      .replace(/^#+ /, '')
      .replace(/\*\*(.+?)\*\*/g, '$1')
      .replace(/`([^`]+)`/g, '$1')
      .replace(/\\([\\`*_{}[\]()#+\-.!<>|~])/g, '$1'),
  )
}

/** `1 event`, `2 events`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
