import type { Page } from './browser.ts'
import type { HostTask } from './host.ts'
import { type Look, until } from './until.ts'

/** What every helper works on: the page a person would see, and the way into the extension host. */
export interface Session {
  readonly page: Page
  inHost<A, R>(task: HostTask<A, R>, argument?: A): Promise<R>
}

/** Runs a built-in command by its id; for getting somewhere, never for what a test is about. */
export function execute({ inHost }: Session, command: string): Promise<null> {
  return inHost(async (vscode, id: string) => {
    await vscode.commands.executeCommand(id)
    return null
  }, command)
}

/** Visible text of the page with ordinary spaces, or of the first element that the selector finds. */
export async function visibleText({ page }: Session, selector = 'body'): Promise<string> {
  const text = await page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`)
  return ordinarySpaces(String(text))
}

/** Monaco draws spaces as no-break spaces, sometimes as middle dots' neighbours; tests compare ordinary ones. */
export const ordinarySpaces = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '')

/** Waits until the page shows a text; past the deadline the error quotes the beginning of what it shows. */
export function waitForText(session: Session, wanted: string | RegExp, within?: number): Promise<void> {
  return until(`the text ${wanted}`, () => lookForText(session, wanted), within)
}

/** Looks once whether the page shows a text. */
export async function lookForText(session: Session, wanted: string | RegExp): Promise<Look<undefined>> {
  const text = await visibleText(session)
  const there = typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)
  return there ? { found: undefined } : { seen: text.replace(/\s+/g, ' ').slice(0, 1500) }
}
