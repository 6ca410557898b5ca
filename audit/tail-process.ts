/**
 * Entry point of the process that reads the log for a tail, apart from the language server: a `-shm` file truncated
 * under a reader kills its process. Arguments: database, ms between looks, last `seq` seen or `-`.
 */
import { follow } from './tail-follow.ts'
import type { FromTail, ToTail } from './tail-messages.ts'

const [file = '', interval = '500', after = '-'] = process.argv.slice(2)

let unsent = 0
const send = (message: FromTail): void => {
  unsent++
  process.send?.(message, undefined, undefined, () => unsent--)
}

const follower = follow(file, after === '-' ? null : Number(after), send)

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  const { number, query } = message as ToTail
  send({ say: 'answer', number, answer: follower.answer(query) })
})

const look = (): void => {
  // A parent that is behind gets fewer, larger messages.
  if (unsent === 0) follower.poll()
}
look()
setInterval(look, Number(interval))
