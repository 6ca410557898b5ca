import type { Findings } from '../../conditions/findings.ts'
import type { Node } from '../../yaml/node.ts'
export function addHints(_found: Findings, _root: Node): void {}
