import { statSync } from 'node:fs'

/** Which files stand at the place of a database. */
export interface Standing {
  /** The database itself, `-` where there is none; a number is not given again while somebody holds the file open. */
  readonly file: string
  /** The same with what SQLite keeps beside it. */
  readonly all: string
}

const sides = ['-wal', '-shm']

/**
 * Looks which files stand there now. While a connection holds them open they stay the same, unless somebody moves them
 * away, deletes or replaces them: SQLite then goes on in files that nobody finds any more.
 */
export function standingAt(file: string): Standing {
  const own = identityOf(file)
  return { file: own, all: [own, ...sides.map((side) => identityOf(file + side))].join(' ') }
}

function identityOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stat === undefined ? '-' : `${stat.dev}:${stat.ino}`
}
