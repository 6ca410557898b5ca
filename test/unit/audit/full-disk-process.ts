/**
 * Spools into the folder given until its file may not grow any more, makes some room, and goes on. Prints the ids whose
 * append was said to have worked. Start it under a limit on file sizes.
 */
import { readdirSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { openSpool } from '../../../audit/spool.ts'
import { prepared } from './support.ts'

const folder = process.argv[2] ?? ''
const spool = openSpool(folder)
const done: string[] = []
let failures = 0

for (let index = 0; failures < 3; index++) {
  const { ok } = spool.append(prepared(index))
  if (ok) done.push(`event-${index}`)
  else failures++
}
const file = path.join(folder, readdirSync(folder)[0] ?? '')
const lines = done.map((id) => JSON.stringify({ v: 1, ...prepared(Number(id.slice(6))) }).length + 1)
const lost = lines.slice(-3).reduce((sum, length) => sum + length, 0)
const whole = lines.reduce((sum, length) => sum + length, 0)
// Ends in the middle of a line, as the full disk left it; the three before it go to make room.
truncateSync(file, whole - lost + 20)
done.splice(-3)
if (statSync(file).size < whole && spool.append(prepared(1000)).ok) done.push('event-1000')
console.log(JSON.stringify({ done, failures }))
