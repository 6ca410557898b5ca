import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ReadText } from './policyUnderTest.ts'
import { isTestFilePath, readTestFile, type TestFile } from './testFile.ts'

/** A test file and what stands in it. */
export interface TestFileOnDisk {
  readonly path: string
  readonly text: string
  readonly tests: TestFile
}

/** The test files in the policy's own folder that name it, by their names. */
export function testFilesAbout(policyFile: string, readText: ReadText): TestFileOnDisk[] {
  const folder = dirname(policyFile)
  return namesIn(folder)
    .filter(isTestFilePath)
    .flatMap((name) => {
      const path = join(folder, name)
      const text = readText(path)
      const tests = text === null ? null : readTestFile(text)
      const named = tests?.policies.some((policy) => resolve(folder, policy) === resolve(policyFile))
      return text !== null && tests !== null && named ? [{ path, text, tests }] : []
    })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
