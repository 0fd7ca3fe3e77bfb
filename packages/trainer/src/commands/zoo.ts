import { userPath, type Command } from '@bitplane/cli';
import { zooFolder } from '../zoo/card';
import { checkZoo, type CheckZooOptions } from '../zoo/check-zoo';
import { rewriteZoo } from '../zoo/rewrite';
import { CIFAR10_HELP } from './options';

export function addZooCommand(program: Command): void {
  program
    .command('zoo')
    .description(
      "Classify the test images with the zoo's networks in the C runtime and compare with the cards, one line per network.",
    )
    .option('--name <name>', 'only this network')
    .option('--data <dir>', CIFAR10_HELP)
    .option('--zoo <dir>', "folder with the networks (default: the repository's)")
    .option('--rewrite', "run nothing: rewrite the cards' byte counts, their pages and the table from the files")
    .action(({ rewrite, ...options }: Omit<CheckZooOptions, 'print'> & { rewrite?: true }) => {
      const zoo = options.zoo === undefined ? zooFolder() : userPath(options.zoo);
      if (rewrite === true) rewriteZoo(zoo);
      else checkZoo({ ...options, zoo, print: (line) => console.log(line) });
    });
}
