import { pathToFileURL } from 'node:url'
import type {
  ArtifactLocation,
  Fix,
  Log,
  Notification,
  ReportingDescriptor,
  Result,
  Region as SarifRegion,
} from 'sarif'
import { escapeLinesForDisplay } from '../../audit/display.ts'
import type { Severity } from '../../evaluator/problem.ts'
import type { Region } from '../lines.ts'
import { fingerprints, type Kind, type Mend, type Remark } from './report.ts'

/** What a SARIF log is made of. */
export interface SarifInput {
  readonly version: string
  readonly remarks: readonly Remark[]
  /** Every kind that a remark is of; further ones do no harm. */
  readonly kinds: readonly Kind[]
  /** Files that could not be looked at, and why: the run then counts as unsuccessful. */
  readonly faults?: readonly { readonly file: string; readonly message: string }[]
}

/** A SARIF 2.1.0 log, as code scanning and editors read it: one run, paths from the root of the sources, columns in UTF-16 units. */
export function sarifLog({ version, remarks, kinds, faults = [] }: SarifInput): Log {
  const used = new Set(remarks.map(({ code }) => code))
  const rules = kinds.filter(({ code }) => used.has(code)).map(descriptor)
  const places = new Map(rules.map(({ id }, index) => [id, index]))
  const prints = fingerprints(remarks)
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Rehearsal', ...versions(version), rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: faults.length === 0,
            ...(faults.length === 0 ? {} : { toolExecutionNotifications: faults.map(notification) }),
          },
        ],
        results: remarks.map((remark, at) => result(remark, prints[at] ?? '', places.get(remark.code))),
      },
    ],
  }
}

/** The log as it is written into a file. */
export function sarifText(input: SarifInput): string {
  return `${JSON.stringify(sarifLog(input), null, 2)}\n`
}

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const satisfies Record<
  Severity,
  Result.level
>

function versions(version: string): { version: string; semanticVersion?: string } {
  return /^\d+\.\d+\.\d+/.test(version) ? { version, semanticVersion: version } : { version }
}

function descriptor({ code, title, severity, page }: Kind): ReportingDescriptor {
  return {
    id: code,
    name: code.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain(title) },
    fullDescription: { text: title },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['policy', 'ai-agents'] },
  }
}

function result(remark: Remark, fingerprint: string, ruleIndex: number | undefined): Result {
  const { file, severity, code, message, region, fixes = [] } = remark
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: plain(message) },
    locations: [
      { physicalLocation: { artifactLocation: artifact(file), ...(region ? { region: regionOf(region) } : {}) } },
    ],
    partialFingerprints: { 'rehearsalLine/v1': fingerprint },
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(file, fix)) }),
  }
}

function notification({ file, message }: { readonly file: string; readonly message: string }): Notification {
  return {
    level: 'error',
    message: { text: plain(message) },
    locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
  }
}

function fixOf(file: string, { title, changes }: Mend): Fix {
  const replacements = changes.map(({ region, newText }) => ({
    deletedRegion: regionOf(region),
    ...(newText === '' ? {} : { insertedContent: { text: newText } }),
  }))
  return { description: { text: plain(title) }, artifactChanges: [{ artifactLocation: artifact(file), replacements }] }
}

/** A relative path hangs from the root of the sources, which whoever reads the log knows; an absolute one is a URL. */
function artifact(file: string): ArtifactLocation {
  if (file.startsWith('/') || /^[a-z]:/i.test(file)) return { uri: pathToFileURL(file).href }
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' }
}

function regionOf({ line, column, endLine, endColumn }: Region): SarifRegion {
  return { startLine: line, startColumn: column, endLine, endColumn }
}

/** Lone surrogates and controls have no place in a JSON file that others read. */
function plain(text: string): string {
  return escapeLinesForDisplay(text)
}
