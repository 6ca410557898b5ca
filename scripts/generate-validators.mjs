/** Compiles every schema to plain code at build time, so that neither editor nor command line waits for it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import Ajv7 from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'

const target = 'analysis/schema/validators.generated.mjs'
const options = { allErrors: true, strict: false, unicodeRegExp: false, code: { source: true } }

const schemas = readdirSync('schemas')
  .filter((file) => file.endsWith('.schema.json'))
  .map((file) => ({
    name: basename(file, '.schema.json'),
    schema: JSON.parse(readFileSync(`schemas/${file}`, 'utf8')),
  }))

const modules = schemas.map(({ name, schema }) => {
  const Ajv = schema.$schema?.includes('2020-12') ? Ajv2020.default : Ajv7.default
  const ajv = new Ajv(options)
  const code = standaloneCode.default(ajv, ajv.compile(schema))
  return `${JSON.stringify(name)}: (() => { const module = { exports: {} }; const exports = module.exports;\n${code}\nreturn module.exports })()`
})

const contents = `module.exports = { validators: {\n${modules.join(',\n')}\n} }`
const { outputFiles } = await build({
  stdin: { contents, resolveDir: '.', loader: 'js' },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  write: false,
})
const bundled = outputFiles[0].text.replace(/export default (\w+)\(\);\s*$/, 'export const { validators } = $1();\n')
writeFileSync(
  target,
  `// Made by scripts/generate-validators.mjs from schemas/; not kept in the repository.\n${bundled}`,
)
