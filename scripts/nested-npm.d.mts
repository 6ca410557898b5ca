/** Runs npm in a folder of its own, inside a script that npm runs; true when it succeeded. */
export function nestedNpm(args: readonly string[], cwd: string): boolean
/** The environment for a nested install, with this Node before any other. */
export function environment(): NodeJS.ProcessEnv
