import type { Command } from 'commander';
import { checkZoo, type CheckZooOptions } from '../zoo/check-zoo';
import { CIFAR10_HELP, configure } from './options';

export function addZooCommand(program: Command): void {
  configure(program.command('zoo'))
    .description(
      "Classify the test images with the zoo's networks by the C runtime; a line each, compared with the cards.",
    )
    .option('--name <name>', 'only this one')
    .option('--data <dir>', CIFAR10_HELP)
    .option('--zoo <dir>', "folder with the networks (default: the repository's)")
    .action((options: Omit<CheckZooOptions, 'print'>) => checkZoo({ ...options, print: (line) => console.log(line) }));
}
