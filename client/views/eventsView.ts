import type { TreeView } from 'vscode'
import type { LogEvent } from '../../server/protocol/events.ts'
import type { Connection } from '../connection.ts'
import type { Shown } from './filter.ts'
import type { ShadowNode } from './shadowNodes.ts'

/** What the view's commands see and change of it. */
export interface EventsView {
  readonly connection: Connection
  readonly tree: TreeView<ShadowNode>
  readonly shown: Shown
  show(shown: Shown): void
  /** Reads everything anew. */
  refresh(): void
  /** Draws one event again, with what is said of it now. */
  replace(event: LogEvent): void
}
