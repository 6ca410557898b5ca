/** What a view says instead of rows while nobody answers. */
export const noServer = 'The language server does not run; the log (command “Rehearsal: Show Log”) says why.'
