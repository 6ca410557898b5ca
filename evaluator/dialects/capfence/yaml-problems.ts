import type { YamlProblem } from '../../yaml/problem.ts'
import type { Findings } from './findings.ts'

/**
 * Adds what keeps PyYAML from reading the text, in its order. A lone surrogate stands for a byte that is not UTF-8:
 * no text that was read from a file has one otherwise.
 */
export function reportYaml(found: Findings, problems: readonly YamlProblem[]): void {
  const stray = found.text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/)
  if (stray >= 0) {
    const range = { start: stray, end: stray + 1 }
    found.crash('UnicodeDecodeError', range, 'This file is not UTF-8 from here on; save it as UTF-8.')
    return
  }
  for (const { range, message, crash, raised } of problems) {
    if (crash !== undefined) found.crash(crash, range, message)
    else found.invalidYaml(raised ?? 'YAMLError', range, message)
  }
}
