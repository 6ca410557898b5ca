/** The folder of the installed packages, after installing them when needed; undefined when they cannot be installed. */
export declare function ensureSchemas(say?: (line: string) => void): string | undefined
