/** The stages of PyYAML, by the exceptions that they raise. */
export type YamlErrorClass = 'ReaderError' | 'ScannerError' | 'ParserError' | 'ComposerError' | 'ConstructorError'

/** Thrown inside the reader where PyYAML raises; never leaves it. */
export class YamlFailure extends Error {
  readonly raised: YamlErrorClass
  readonly at: number
  constructor(raised: YamlErrorClass, at: number, message: string) {
    super(message)
    this.raised = raised
    this.at = at
  }
}

/** Thrown where Python dies with an exception that PyYAML did not mean to raise. */
export class YamlCrash extends Error {
  readonly raised: string
  readonly at: number
  constructor(raised: string, at: number, message: string) {
    super(message)
    this.raised = raised
    this.at = at
  }
}
