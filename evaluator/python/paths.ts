/** Python's `os.path.normpath` on POSIX: `.` and `..` resolved by name, two leading slashes kept. */
export function normalPath(path: string): string {
  if (path === '') return '.'
  const root = path.startsWith('//') && !path.startsWith('///') ? '//' : path.startsWith('/') ? '/' : ''
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..' || (root === '' && (kept.length === 0 || kept.at(-1) === '..'))) kept.push(part)
    else kept.pop()
  }
  return root + kept.join('/') || '.'
}

/** Python's `os.path.join` of two parts on POSIX. */
export function joinPath(base: string, path: string): string {
  if (path.startsWith('/')) return path
  return base === '' || base.endsWith('/') ? base + path : `${base}/${path}`
}

/** Python's `os.path.realpath`, with symbolic links resolved by `realpath`; null where it raises `ValueError`. */
export function realPath(path: string, cwd: string, realpath: (path: string) => string): string | null {
  if (path.includes('\0')) return null
  const whole = normalPath(joinPath(cwd, path))
  const single = whole.startsWith('//') ? whole.slice(1) : whole
  try {
    return realpath(single)
  } catch {
    return single
  }
}
