import type { SummaryPoint } from '../../server/protocol/events.ts'
import { escapeHtml } from './escape.ts'

const width = 240
const height = 36

/** Bars of one effect over time as SVG; a screen reader hears the sum and the highest bar. */
export function picture(over: readonly SummaryPoint[], by: 'hour' | 'day', effect: string, name: string): string {
  const counts = over.map(({ effects }) => effects[effect] ?? 0)
  const most = Math.max(...counts, 0)
  const sum = counts.reduce((total, count) => total + count, 0)
  const at = counts.indexOf(most)
  const when = timeWords(over[at]?.start ?? '', by)
  const label = sum === 0 ? `${name}: none` : `${name}: ${sum} in all, most ${most} ${when}`
  const slot = width / Math.max(counts.length, 1)
  const bars = counts.map((count, index) =>
    bar(count, most, index * slot, slot, timeWords(over[index]?.start ?? '', by)),
  )
  const base = `<line class="base" x1="0" y1="${height - 0.5}" x2="${width}" y2="${height - 0.5}"/>`
  return `<svg class="picture ${escapeHtml(effect)}" role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${base}${bars.join('')}</svg>`
}

function bar(count: number, most: number, x: number, slot: number, when: string): string {
  if (count === 0) return ''
  const tall = Math.max(2, (count / most) * (height - 2))
  const gap = Math.min(1, slot / 5)
  const place = `x="${round(x + gap / 2)}" y="${round(height - 1 - tall)}" width="${round(slot - gap)}" height="${round(tall)}"`
  return `<rect class="bar" ${place}><title>${escapeHtml(`${count} ${when}`)}</title></rect>`
}

/** When a bar was, in the reader's own time. */
function timeWords(start: string, by: 'hour' | 'day'): string {
  const time = new Date(start)
  if (Number.isNaN(time.getTime())) return ''
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return by === 'day' ? `on ${start.slice(0, 10)}` : `at ${two(time.getHours())}:${two(time.getMinutes())} on ${day}`
}

const two = (value: number) => String(value).padStart(2, '0')
const round = (value: number) => Math.round(value * 100) / 100
