import path from 'node:path'

/** Whether a path is that of `folder` or of something in it; both absolute, links not followed. */
export function isWithin(file: string, folder: string): boolean {
  const way = path.relative(folder, file)
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way)
}
