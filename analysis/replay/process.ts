/**
 * Entry point of the process that replays texts over the log, apart from the language server: so that typing waits for
 * none of it, and what ends it ends nothing else. Argument: the database.
 */
import { ReplayDesk } from './desk.ts'
import type { ToReplay } from './messages.ts'

/** How often the log is looked at, in ms. */
const interval = 500

const desk = new ReplayDesk(process.argv[2] ?? '', (message) => process.send?.(message))

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => desk.hear(message as ToReplay))
setInterval(() => desk.poll(), interval)
