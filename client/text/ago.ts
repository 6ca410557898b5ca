const steps = [
  { unit: 'min', seconds: 60, below: 3600 },
  { unit: 'h', seconds: 3600, below: 86_400 },
  { unit: 'd', seconds: 86_400, below: Number.POSITIVE_INFINITY },
] as const

/** How long before `now` (milliseconds) an ISO time was, in a word or two; empty for what is no time. */
export function ago(time: string, now: number): string {
  const seconds = Math.floor((now - Date.parse(time)) / 1000)
  if (Number.isNaN(seconds)) return ''
  if (seconds < 60) return 'just now'
  const step = steps.find(({ below }) => seconds < below) ?? steps[2]
  return `${Math.floor(seconds / step.seconds)} ${step.unit} ago`
}
