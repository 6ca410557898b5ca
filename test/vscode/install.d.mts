/** The program that starts code-server once `ensureCodeServer` has returned true. */
export declare const codeServerEntry: string
/** True when this folder holds a finished install of exactly the wanted versions. */
export declare function codeServerInstalled(): boolean
/** What the install needs and this machine lacks, as program names; empty when nothing is missing. */
export declare function missingBuildTools(): string[]
/** Installs code-server unless it stands already; returns false, with npm's own words on stderr, when a step fails. */
export declare function ensureCodeServer(say?: (line: string) => void): boolean
