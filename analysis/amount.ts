/** `1 event`, `1,204 events`, `2 entries`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  // The number formats of a language take milliseconds to load.
  const number = Math.abs(count) < 1000 ? String(count) : count.toLocaleString('en')
  return `${number} ${count === 1 ? one : many}`
}
