/** Text as markdown that shows exactly that text: no emphasis, no link that an agent's words could make, no HTML. */
export function asMarkdown(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim().replace(/[!-/:-@[-`{-~]/g, '\\$&'))
    .join('  \n')
}
