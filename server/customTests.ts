import { homedir } from 'node:os'
import type { CancellationToken } from 'vscode-languageserver'
import { gatePlace } from '../gate/place.ts'
import type { Documents, OpenDocument } from './documents.ts'
import { generateCases } from './generateCases.ts'
import * as protocol from './protocol/tests.ts'
import { type PolicyParams, type RunTestsParams, runTestsRequest, testCasesRequest } from './protocol.ts'
import { startFolder } from './startFolder.ts'
import { TestRuns } from './testRuns.ts'
import { provideTestCases } from './tests.ts'
import type { Workspace } from './workspace.ts'

interface Parts {
  readonly documentOf: (uri: string) => Promise<OpenDocument | null>
  readonly documents: Documents
  readonly workspace: Workspace
}

/** Answers what is asked about test cases: listing, running, what they cover, and making new ones. */
export function testHandlers({ documentOf, documents, workspace }: Parts) {
  const runs = new TestRuns(documents)
  return {
    [testCasesRequest]: async ({ uri }: PolicyParams) => {
      const document = await documentOf(uri)
      return document && provideTestCases(document)
    },
    [runTestsRequest]: async (params: RunTestsParams, token?: CancellationToken) => {
      const document = await documentOf(params.uri)
      return document ? runs.run(document, params, token) : []
    },
    [protocol.coverageRequest]: ({ run }: protocol.CoverageParams) => runs.coverage(run),
    [protocol.coverageDetailsRequest]: ({ run, uri }: protocol.CoverageDetailsParams) => runs.coverageDetails(run, uri),
    [protocol.generateCasesRequest]: async ({ uri }: protocol.GenerateCasesParams, token?: CancellationToken) => {
      const document = await documentOf(uri)
      if (document === null) return { code: 'not-a-policy', message: 'This file cannot be read as a policy.' }
      return generateCases(
        document,
        documents,
        {
          database: logOf(workspace),
          toolNames: workspace.settings.toolNames,
          start: startFolder(document.path, workspace.folders),
        },
        token,
      )
    },
  }
}

/** The log that the setting names, else the first folder's. */
function logOf({ settings, folders }: Workspace): string {
  const { path } = settings.audit
  const machine = { platform: process.platform, homedir: homedir(), env: process.env }
  return gatePlace(path === '' ? undefined : path, folders[0] ?? '.', machine).database
}
