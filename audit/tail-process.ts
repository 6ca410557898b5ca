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
/** Questions that are being answered, and those of them that were withdrawn. */
const open = new Set<number>()
const withdrawn = new Set<number>()

process.on('message', (message) => void hear(message as ToTail))

async function hear(message: ToTail): Promise<void> {
  const { number } = message
  if ('withdrawn' in message) {
    if (open.has(number)) withdrawn.add(number)
    return
  }
  open.add(number)
  const progress = (part: number) => send({ say: 'progress', number, part })
  const answer = await follower.answer(message.query, () => withdrawn.has(number), progress)
  open.delete(number)
  withdrawn.delete(number)
  if (answer !== undefined) send({ say: 'answer', number, answer })
}

const look = (): void => {
  // A parent that is behind gets fewer, larger messages.
  if (unsent === 0) follower.poll()
}
look()
setInterval(look, Number(interval))
