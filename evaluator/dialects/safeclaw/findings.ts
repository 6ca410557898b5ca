import { DocumentFindings } from '../../findings.ts'
import { type Category, categories } from './words.ts'

/** Collects what is wrong with one document of this dialect while it is read. */
export class Findings extends DocumentFindings<Category> {
  constructor(text: string) {
    super(text, 'safeclaw', categories)
  }
}
