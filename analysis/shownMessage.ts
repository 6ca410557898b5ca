/** The longest message that is shown, in characters. */
const longest = 600

/** A message as it is shown: one that quotes an endless word is cut in its middle, so that what to do stays readable. */
export function shownMessage(message: string): string {
  if (message.length <= longest) return message
  return `${message.slice(0, longest / 2)} … ${message.slice(-longest / 2)}`
}
