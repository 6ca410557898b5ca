import { isObject, type Json } from '../../json/values.ts'

/** The folders an agent may and may not touch, absolute, as the host resolved them. */
export interface Workspace {
  readonly allowed: readonly string[]
  readonly denied: readonly string[]
}

/** The workspace a call is given; null where none is, and then nothing is checked. */
export function workspaceOf(given: Json | undefined): Workspace | null {
  if (!isObject(given)) return null
  return { allowed: strings(given.allowedPaths), denied: strings(given.deniedPaths) }
}

/** Whether a resource, taken as a path from `cwd`, may be touched: no denied folder holds it, and an allowed one does. */
export function isInside(workspace: Workspace, resource: string, cwd: string): boolean {
  const path = resolvePath(cwd, resource)
  const under = (folder: string) => path === folder || path.startsWith(`${folder}/`)
  return !workspace.denied.some(under) && workspace.allowed.some(under)
}

function resolvePath(cwd: string, path: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
