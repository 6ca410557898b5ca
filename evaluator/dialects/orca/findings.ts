import { type CommonCategory, DocumentFindings } from '../../findings.ts'
import type { Fix } from '../../problem.ts'
import type { Range } from '../../text.ts'
import { type Category, categories } from './words.ts'

/** Errors beside which the part they stand in can still be judged. */
const readable: ReadonlySet<Category | CommonCategory> = new Set([
  'unknown-key',
  'both-forms',
  'duplicate-name',
  'two-defaults',
])

/** Collects what is wrong with one document of this dialect while it is read. */
export class Findings extends DocumentFindings<Category> {
  /** How many errors so far leave something unread. */
  unread = 0

  constructor(text: string) {
    super(text, 'orca', categories)
  }

  override add(category: Category | CommonCategory, range: Range, message: string, fixes: readonly Fix[] = []): void {
    if (!readable.has(category)) this.unread++
    super.add(category, range, message, fixes)
  }

  /** A pattern that is fine but has no translation: the policy is then not judged by. */
  cannotRun(range: Range, why: string): void {
    this.unread++
    this.cannotReproduce ??= why
    this.hint('cannot-reproduce', 'warning', range, `This pattern cannot be run here: ${why}.`)
  }
}
