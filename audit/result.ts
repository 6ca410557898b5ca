/** What went wrong, where, and what to do about it. */
export interface AuditFault {
  readonly code:
    | 'node-too-old'
    | 'no-native-binary'
    | 'no-folder'
    | 'no-file'
    | 'not-writable'
    | 'locked'
    | 'moved'
    | 'full'
    | 'damaged'
    | 'not-a-log'
    | 'newer-log'
    | 'older-log'
    | 'not-found'
    | 'refused'
    | 'stopped'
  /** The file or folder it is about. */
  readonly place: string
  /** One sentence for the user. */
  readonly message: string
}

/** A value, or the fault that kept it from being made. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AuditFault }

export function success<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function failure(code: AuditFault['code'], place: string, message: string): { ok: false; error: AuditFault } {
  return { ok: false, error: { code, place, message } }
}
