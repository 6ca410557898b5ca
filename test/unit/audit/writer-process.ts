/**
 * One writer among several, as a process. Arguments: `store` (append one by one), `spool` (spool one by one, drain now
 * and then) or `endless` (spool and append until killed), database, spool folder, its number, how many events.
 */
import { drain } from '../../../audit/drain.ts'
import { openSpool } from '../../../audit/spool.ts'
import { openStore } from '../../../audit/store.ts'
import { prepared, value } from './support.ts'

const [how, file = '', folder = '', writer = '0', count = '0'] = process.argv.slice(2)

const store = value(openStore(file, { busyTimeout: 30_000 }))
const spool = openSpool(folder)
const event = (index: number) =>
  prepared(index, { id: `${writer}-${index}`, rule: `rule-${index % 3}`, matched: [`rule-${index % 3}`] })

process.stdout.write('ready\n')
if (how === 'store') {
  for (let index = 0; index < Number(count); index++) value(store.append([event(index)]))
} else if (how === 'spool') {
  for (let index = 0; index < Number(count); index++) {
    value(spool.append(event(index)))
    if (index % 10 === 9) value(drain(store, folder))
  }
} else {
  for (let index = 0; ; index++) {
    value(spool.append(event(index)))
    // Only now may an agent be answered: whoever reads this line can count on the event.
    process.stdout.write(`${writer}-${index}\n`)
    if (index % 5 === 4) value(drain(store, folder))
  }
}
spool.close()
store.close()
