import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { serve } from './serve.ts'
import { boundYoungGeneration } from './youngGeneration.ts'

boundYoungGeneration()
const connection = createConnection(ProposedFeatures.all)
process.on('uncaughtException', (error) => connection.console.error(`unexpected: ${error.stack ?? error.message}`))
process.on('unhandledRejection', (error) => connection.console.error(`unexpected: ${String(error)}`))
serve(connection)
connection.listen()
