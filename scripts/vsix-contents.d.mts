/** What is wrong with the list of files of a VSIX, a sentence each: sources and tests in it, or needed parts not. */
export function unwanted(files: readonly string[]): string[]
