import type { Frame } from './browser.ts'
import { ordinarySpaces, type Session } from './session.ts'
import { until } from './until.ts'

/** Waits for a webview that shows a text; returns all the text it shows. */
export async function webviewText(session: Session, containing: string, within?: number): Promise<string> {
  return (await webview(session, containing, within)).text
}

/** Clicks a button or link, by its text, in the webview that shows it. */
export async function clickInWebview(session: Session, text: string): Promise<void> {
  const { frame } = await webview(session, text)
  await frame.locator('button, a, [role="button"], summary, input', { hasText: text }).first().click()
}

function webview(session: Session, containing: string, within?: number): Promise<{ frame: Frame; text: string }> {
  return until(
    `a webview with ${containing}`,
    async () => {
      const texts: string[] = []
      for (const frame of session.page.frames().slice(1)) {
        const shown = await frame.evaluate('document.body?.innerText ?? ""').catch(() => '')
        const text = ordinarySpaces(String(shown)).trim()
        if (text.includes(containing)) return { found: { frame, text } }
        if (text !== '') texts.push(text)
      }
      return { seen: texts.length > 0 ? JSON.stringify(texts) : 'no webview' }
    },
    within,
  )
}
