import { userPath, type Command } from '@bitplane/cli';
import { zooFolder } from '../zoo/card';
import { checkZoo, type CheckZooOptions } from '../zoo/check-zoo';
import { rewriteZoo } from '../zoo/rewrite';
import { CIFAR10_HELP } from './options';

export function addZooCommand(program: Command): void {
  program
    .command('zoo')
    .description(
      "Classify the test images with the zoo's networks by the C runtime; a line each, compared with the cards.",
    )
    .option('--name <name>', 'only this one')
    .option('--data <dir>', CIFAR10_HELP)
    .option('--zoo <dir>', "folder with the networks (default: the repository's)")
    .option('--rewrite', 'run nothing: make the bytes of the cards, their pages and the table anew from the files')
    .action(({ rewrite, ...options }: Omit<CheckZooOptions, 'print'> & { rewrite?: true }) => {
      const zoo = options.zoo === undefined ? zooFolder() : userPath(options.zoo);
      if (rewrite === true) rewriteZoo(zoo);
      else checkZoo({ ...options, zoo, print: (line) => console.log(line) });
    });
}
