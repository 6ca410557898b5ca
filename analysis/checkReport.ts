import type { Problem } from '../evaluator/problem.ts'
import type { CheckedText } from './checkFile.ts'
import { codeInfo, codeMarkdown, codes } from './codes.ts'
import { type Kind, type Mend, type Remark, sourcePath } from './formats/report.ts'

/** What was found in files as remarks for a report; `root` is the root of the sources. */
export function remarksOf(checked: readonly CheckedText[], root: string): Remark[] {
  return checked.flatMap((each) => {
    const file = sourcePath(each.file, root)
    return each.problems.map((problem) => remarkOf(file, each, problem))
  })
}

function remarkOf(file: string, { lines, fixesOf }: CheckedText, problem: Problem): Remark {
  const { severity, code, message, range } = problem
  const region = lines.region(range)
  const fixes = fixesOf(problem).map(({ title, edits }): Mend => {
    return { title, changes: edits.map((edit) => ({ region: lines.region(edit.range), newText: edit.newText })) }
  })
  return { file, severity, code, message, region, lineText: lines.line(region.line), fixes }
}

/** What is known of the codes that remarks have. */
export function kindsOf(remarks: readonly Remark[]): Kind[] {
  const used = new Set(remarks.map(({ code }) => code))
  return Object.keys(codes).flatMap((name) => {
    const info = used.has(name) ? codeInfo(name) : undefined
    if (info === undefined) return []
    return { code: name, title: info.title, severity: info.severity, page: codeMarkdown(name as keyof typeof codes) }
  })
}
