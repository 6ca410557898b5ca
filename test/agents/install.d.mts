/** The agents that can be installed. */
export type AgentName = 'claude' | 'codex' | 'gemini'
/**
 * The command line that starts an agent, as program and first arguments, after installing it when needed;
 * undefined, with npm's own words on stderr, when it cannot be installed.
 */
export declare function ensureAgent(agent: AgentName, say?: (line: string) => void): string[] | undefined
