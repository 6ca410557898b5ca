import { commands, type Disposable, window, workspace } from 'vscode'
import { type ReadinessAnswer, readinessRequest } from '../../server/protocol/evidence.ts'
import type { Connection } from '../connection.ts'
import { askPatiently } from '../patience.ts'
import { policyUri } from './policyUri.ts'
import type { Reports } from './reports.ts'

/** *Show Readiness*: the report whether a policy can be enforced, from a row of a view or the policy in the editor. */
export function activateReadiness(connection: Connection, reports: Reports): Disposable {
  return commands.registerCommand('rehearsal.showReadiness', async (target?: unknown): Promise<void> => {
    const uri = policyUri(target)
    if (!uri) return void window.showInformationMessage('Open a policy first.')
    const params = { uri: uri.toString() }
    const title = 'weighing the evidence'
    const { answer, cancelled } = await askPatiently<ReadinessAnswer | null>(
      connection,
      title,
      readinessRequest,
      params,
    )
    if (cancelled) return
    if (!answer) return void window.showInformationMessage('Open a policy first.')
    await reports.show(`Readiness of ${workspace.asRelativePath(uri).replaceAll('/', ' › ')}`, answer.markdown)
  })
}
