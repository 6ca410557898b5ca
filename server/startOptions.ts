import type { InitializeParams } from 'vscode-languageserver'
import type { StartOptions } from './protocol.ts'

/** What the client said of itself when it began: its options, and what it can show. */
export interface EditorHabits extends StartOptions {
  /** It fills in placeholders. */
  readonly snippets: boolean
  /** It shows symbols as a tree. */
  readonly symbolTree: boolean
  /** It asks what would be renamed before it asks for a name. */
  readonly preparesRename: boolean
}

/** The client's habits; whatever it does not say is false. */
export function habitsOf(params: InitializeParams | null): EditorHabits {
  const options: Partial<Record<keyof StartOptions, unknown>> = params?.initializationOptions ?? {}
  const capabilities = params?.capabilities.textDocument
  return {
    redHatYaml: options.redHatYaml === true,
    trusted: options.trusted === true,
    drawsResults: options.drawsResults === true,
    opensEvents: options.opensEvents === true,
    snippets: capabilities?.completion?.completionItem?.snippetSupport === true,
    symbolTree: capabilities?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    preparesRename: capabilities?.rename?.prepareSupport === true,
  }
}
