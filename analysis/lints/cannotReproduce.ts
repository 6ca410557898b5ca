import { type Lint, problemOf } from './lint.ts'

/** A policy that its engine takes and nothing here can judge, where its dialect has not told of it at the place itself. */
export const cannotReproduce: Lint = ({ model }) => {
  const { cannotReproduce: reason, problems, modeRange } = model
  if (reason === null || problems.some(({ code }) => /cannot-reproduce$|not-reproduced$/.test(code))) return []
  const message = `Calls are not judged by this policy here: ${reason}. Every verdict is \`error\` until that is made simpler.`
  return [problemOf({ code: 'cannot-reproduce', range: modeRange, message })]
}
