import { ordinarySpaces, type Session } from './session.ts'
import { until } from './until.ts'

/** Where the workbench lists and asks. */
export const QUICK = '.quick-input-widget'

/** Runs a command by its title, as the palette shows it; the category in front may be left out. */
export async function runCommand(session: Session, title: string): Promise<void> {
  const { page } = session
  await until('the command palette', async () => {
    const input = page.locator(`${QUICK} input`).first()
    if (!(await input.isVisible())) await page.keyboard.press('F1')
    await input.fill(`>${title}`, { timeout: 1000 })
    return (await input.inputValue()) === `>${title}` ? { found: undefined } : { seen: 'another input' }
  })
  await pressRow(session, (label) => label === title || label.endsWith(`: ${title}`), title)
}

/** Picks the entry with this label from the open list. */
export async function pick(session: Session, label: string): Promise<void> {
  await pressRow(session, (text) => text === label, label)
}

/** Presses a row of the open list; the list may still be closing an earlier one's rows, which are looked up again then. */
async function pressRow(session: Session, fits: (label: string) => boolean, wanted: string): Promise<void> {
  const rows = session.page.locator(`${QUICK} .monaco-list-row`)
  await until(`${wanted} in the list`, async () => {
    const labels: string[] = []
    for (let index = 0; index < (await rows.count()); index += 1) {
      const name = rows.nth(index).locator('.label-name').first()
      const label = ordinarySpaces((await name.textContent({ timeout: 500 })) ?? '')
      if (fits(label)) {
        await rows.nth(index).click({ timeout: 3000 })
        return { found: undefined }
      }
      labels.push(label)
    }
    return { seen: `the entries ${JSON.stringify(labels)}` }
  })
}

/** Answers the open input box. */
export async function answer(session: Session, text: string): Promise<void> {
  await until('an input box', async () => {
    const input = session.page.locator(`${QUICK} input[type="text"], ${QUICK} input`).first()
    const list = await session.page.locator(`${QUICK} .quick-input-list .monaco-list-row`).count()
    if (!(await input.isVisible()) || list > 0) return { seen: 'none' }
    await input.fill(text, { timeout: 1000 })
    return { found: undefined }
  })
  await session.page.keyboard.press('Enter')
}

/** Presses a button of the open modal dialog; returns the dialog's whole text. */
export async function acceptDialog(session: Session, button: string): Promise<string> {
  const box = session.page.locator('.monaco-dialog-box')
  const text = await until(`a dialog with the button ${button}`, async () => {
    if ((await box.count()) === 0) return { seen: 'no dialog' }
    const buttons = (await box.locator('.monaco-button').allInnerTexts()).map(ordinarySpaces)
    if (!buttons.includes(button)) return { seen: `the buttons ${JSON.stringify(buttons)}` }
    const parts = await box.locator('.dialog-message-text, .dialog-message-detail').allInnerTexts()
    await box.locator('.monaco-button').nth(buttons.indexOf(button)).click()
    return { found: parts.map(ordinarySpaces).join('\n') }
  })
  await until('the dialog to close', async () =>
    (await box.count()) === 0 ? { found: undefined } : { seen: 'an open dialog' },
  )
  return text
}

/** Texts of the notifications on screen, newest first. */
export async function notifications({ page }: Session): Promise<string[]> {
  return (await page.locator('.notification-toast .notification-list-item-message').allInnerTexts()).map(ordinarySpaces)
}

/** Waits for a notification that contains a text, and presses one of its buttons when given, until it has gone. */
export async function notification(session: Session, text: string, button?: string): Promise<void> {
  const toast = session.page.locator('.notification-toast', { hasText: text }).first()
  await until(`the notification ${text}`, async () =>
    (await toast.count()) > 0 ? { found: undefined } : { seen: JSON.stringify(await notifications(session)) },
  )
  if (button === undefined) return
  await until(`the notification to take ${button}`, async () => {
    if ((await toast.count()) === 0) return { found: undefined }
    await toast.locator('.monaco-button', { hasText: button }).first().click({ timeout: 3000 })
    return { seen: JSON.stringify(await notifications(session)) }
  })
}

/** Texts of the status bar, left to right. */
export async function statusBar({ page }: Session): Promise<string[]> {
  const texts = await page.locator('.statusbar-item').allInnerTexts()
  return texts.map((text) => ordinarySpaces(text).trim()).filter((text) => text !== '')
}
