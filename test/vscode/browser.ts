import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The part of playwright-core that the harness uses, so that the repository typechecks where it is not installed. */
export interface Locator {
  click(options?: { button?: 'left' | 'right'; force?: boolean; timeout?: number }): Promise<void>
  hover(options?: { force?: boolean; timeout?: number }): Promise<void>
  fill(text: string, options?: { timeout?: number }): Promise<void>
  press(key: string): Promise<void>
  focus(): Promise<void>
  selectOption(value: string): Promise<unknown>
  innerText(options?: { timeout?: number }): Promise<string>
  count(): Promise<number>
  isVisible(): Promise<boolean>
  waitFor(options: { state: 'visible'; timeout: number }): Promise<void>
  textContent(options?: { timeout?: number }): Promise<string | null>
  inputValue(options?: { timeout?: number }): Promise<string>
  allInnerTexts(): Promise<string[]>
  getAttribute(name: string, options?: { timeout?: number }): Promise<string | null>
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator
  nth(index: number): Locator
  first(): Locator
  last(): Locator
}

/** One document of a tab: the tab's own or an embedded one. */
export interface Frame {
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator
  evaluate(script: string): Promise<unknown>
}

/** One browser tab. */
export interface Page {
  readonly keyboard: {
    press(keys: string): Promise<void>
    type(text: string): Promise<void>
    insertText(text: string): Promise<void>
  }
  goto(url: string, options?: { timeout?: number }): Promise<unknown>
  frames(): Frame[]
  reload(options?: { timeout?: number }): Promise<unknown>
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator
  /** Runs a script, given as text, in the page; its value comes back as JSON. */
  evaluate(script: string): Promise<unknown>
  screenshot(options: { path: string }): Promise<unknown>
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): unknown
  setDefaultTimeout(milliseconds: number): void
}

/** A started browser. */
export interface Browser {
  newPage(options: { viewport: { width: number; height: number } }): Promise<Page>
  close(): Promise<void>
}

interface Playwright {
  readonly chromium: {
    launch(options: {
      executablePath: string
      headless: boolean
      args: string[]
      env: Record<string, string>
    }): Promise<Browser>
  }
}

/** Path of a Chromium on this machine (CHROME_PATH first), or undefined. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROME_PATH) return runnable(env.CHROME_PATH) ? env.CHROME_PATH : undefined
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter)]
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(runnable)
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts Chromium without network services of its own; throws when none is found. */
export async function launchChromium(home: string): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('no Chromium found: install one or set CHROME_PATH')
  const specifier: string = 'playwright-core'
  const { chromium } = (await import(specifier)) as Playwright
  return chromium.launch({
    executablePath,
    headless: true,
    env: { HOME: home, PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
