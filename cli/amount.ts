/** `1 event`, `2 events`, `1 entry`, `2 entries`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
