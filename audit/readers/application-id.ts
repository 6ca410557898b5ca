import { closeSync, existsSync, openSync, readSync } from 'node:fs'

/** Where the first page of an SQLite database says whose it is. */
const place = 68
const walHead = 32
const frameHead = 24
/** The first transaction of a log is far shorter. */
const mostFrames = 1000

/**
 * The `application_id` of the SQLite database in `file`, read without opening it as a database: from its first page, or,
 * before that was ever brought in, from the page in its `-wal`. 0 where none is set.
 */
export function applicationIdOf(file: string): number {
  const own = numberAt(file, [place])[0] ?? 0
  return own === 0 && existsSync(`${file}-wal`) ? waitingId(`${file}-wal`) : own
}

function waitingId(wal: string): number {
  const pageSize = numberAt(wal, [8])[0] ?? 0
  if (pageSize < 512) return 0
  for (let frame = 0; frame < mostFrames; frame++) {
    const start = walHead + frame * (frameHead + pageSize)
    const [page, id] = numberAt(wal, [start, start + frameHead + place])
    if (page === undefined) return 0
    if (page === 1 && id !== undefined && id !== 0) return id
  }
  return 0
}

/** The 32-bit numbers at these places, most significant byte first; those behind the end are left out. */
function numberAt(file: string, places: readonly number[]): number[] {
  const handle = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(4)
    return places.flatMap((at) => (readSync(handle, bytes, 0, 4, at) === 4 ? [bytes.readUInt32BE(0)] : []))
  } finally {
    closeSync(handle)
  }
}
