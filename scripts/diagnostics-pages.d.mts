export function diagnosticPages(): ReadonlyMap<string, string>
