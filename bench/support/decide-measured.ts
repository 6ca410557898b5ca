import type { Cost } from './median.ts'

/** What a process measured: each of its works by name. */
export type Measured = readonly (readonly [work: string, cost: Cost])[]

/** What the process that measures the peers is given instead of a dialect's name. */
export const peersName = 'peers'
