import { Argument, type Command } from 'commander'
import { levels } from '../../evaluator/dialects/orca/levels.ts'
import type { Level } from '../../evaluator/dialects/orca/words.ts'

export function register(program: Command): void {
  program
    .command('level')
    .description('write out an autonomy level of Orca as a policy, to begin from')
    .addArgument(new Argument('<level>', 'how much agents may do by themselves').choices(Object.keys(levels)))
    .action((level: Level) => {
      process.stdout.write(levels[level])
    })
}
