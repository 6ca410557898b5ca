const required = [
  'package.json',
  'dist/client.cjs',
  'dist/server.cjs',
  'dist/cli.cjs',
  'media/icon.png',
  'media/rehearsal.svg',
]

const allowed = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/i,
  /^dist\/[^/]+\.cjs$/,
  /^dist\/.+\.node$/,
  /^(schemas|syntaxes)\/.+\.json$/,
  /^docs\/.+\.(md|png|svg)$/,
  /^media\/.+\.(png|svg)$/,
]

/** What is wrong with the list of files of a VSIX, a sentence each: sources and tests in it, or needed parts not. */
export function unwanted(files) {
  const strays = files.filter((file) => !allowed.some((pattern) => pattern.test(file)))
  const missing = required.filter((file) => !files.includes(file))
  return [
    ...strays.map((file) => `${file} must not be in the VSIX; see .vscodeignore`),
    ...missing.map((file) => `${file} is missing from the VSIX; did the build make it?`),
  ]
}
