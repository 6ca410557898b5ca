import type { Command } from 'commander'
export function register(_audit: Command): void {}
