/** The folder that the packages stand in, after installing them when needed; undefined when they cannot be installed. */
export declare function ensureMcp(say?: (line: string) => void): string | undefined
