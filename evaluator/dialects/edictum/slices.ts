import type { Slices } from '../../dialect.ts'
import type { Problem } from '../../problem.ts'
import type { PolicyText } from '../../text.ts'
import { readPyyaml } from '../../yaml/read-pyyaml.ts'
import type { Frame, SlicedYaml } from '../../yaml/split-read.ts'
import { shiftNode, shiftProblem } from '../../yaml/split-shift.ts'
import type { Slice } from '../../yaml/split-slice.ts'
import { type ReadContract, readContract } from './contract.ts'
import { Findings } from './findings.ts'
import { layerOf } from './layer.ts'
import { loadRead } from './load.ts'
import type { EdictumModel } from './model.ts'
import { PatternReader } from './patterns.ts'
import { placeContract } from './place.ts'
import { alongsideTraps, contractTraps } from './traps.ts'
import { renamedTo, type Words } from './words.ts'

/** Contracts are read one by one; in PyYAML a quote that is left open runs on over the next ones. */
export const slices: Slices<EdictumModel> = {
  keys: ['contracts', 'rules'],
  read: readPyyaml,
  broken: 'whole',
  loader: () => {
    const loader = new Loader()
    return (document, sliced) => loader.load(document, sliced)
  },
}

/** One contract as it was read from its slice, ranges counted from the slice's beginning, and where it was last put. */
interface ReadSlice {
  readonly words: Words
  /** Its index, where what was said of it names that. */
  readonly index: number | null
  readonly read: ReadContract
  readonly problems: readonly Problem[]
  readonly cannotReproduce: string | null
  placed: { readonly start: number; readonly read: ReadContract } | null
  traps: { readonly frame: Frame; readonly found: readonly Problem[] } | null
}

class Loader {
  load(document: PolicyText, sliced: SlicedYaml): EdictumModel {
    const { slices, starts, frame, first } = sliced
    const read: ReadSlice[] = []
    const layer = layerOf(
      document,
      0,
      undefined,
      () => sliced,
      (found, words) => {
        for (let index = 0; index < slices.length; index++) {
          const one = this.read(slices[index] as Slice, starts[index] as number, first + index, words, sliced)
          read.push(one)
          for (const problem of one.problems) found.problems.push(shiftProblem(problem, starts[index] as number))
        }
        return read.map((one, index) => placed(one, starts[index] as number))
      },
    )
    const traps = alongsideTraps(layer.layer, 0)
    for (let index = 0; index < read.length; index++) {
      const one = read[index] as ReadSlice
      const { contract } = one.read
      if (contract === null) continue
      if (one.traps?.frame !== frame) {
        one.traps = { frame, found: contractTraps(contract, layer.layer.tools, layer.words) }
      }
      for (const problem of one.traps.found) traps.push(shiftProblem(problem, starts[index] as number))
    }
    const cannotReproduce = read.find((one) => one.cannotReproduce !== null)?.cannotReproduce ?? null
    return loadRead(document, [], [layer], { cannotReproduce }, traps)
  }

  private read(slice: Slice, start: number, index: number, words: Words, { text }: SlicedYaml): ReadSlice {
    const known = slice.memo.loaded as ReadSlice | undefined
    if (known && known.words === words && (known.index === null || known.index === index)) return known
    const found = new Findings(text.slice(start, start + slice.length))
    const patterns = new PatternReader()
    const reader = { found, patterns, words, renamed: renamedTo(words), document: 0, candidate: false }
    const nothing: ReadContract = { id: null, contract: null, compileProblems: [] }
    const read: ReadSlice = {
      words,
      index: slice.item?.kind === 'map' ? null : index,
      read: slice.item ? readContract(reader, slice.item, index) : nothing,
      problems: found.problems,
      cannotReproduce: patterns.cannotReproduce,
      placed: null,
      traps: null,
    }
    slice.memo.loaded = read
    return read
  }
}

function placed(one: ReadSlice, start: number): ReadContract {
  if (one.placed?.start !== start) {
    const { id, contract, compileProblems } = one.read
    const read = {
      id: id && { text: id.text, node: shiftNode(id.node, start) },
      contract: contract && placeContract(contract, start),
      compileProblems: compileProblems.map((problem) => shiftProblem(problem, start)),
    }
    one.placed = { start, read }
  }
  return one.placed.read
}
