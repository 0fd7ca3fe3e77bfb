import { userPath, type Command } from '@bitplane/cli';
import { zooFolder } from '../zoo/card';
import { checkZoo, type CheckZooOptions } from '../zoo/check-zoo';
import { measureTimes } from '../zoo/times';
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
    .option(
      '--rewrite',
      "run nothing: rewrite the cards' byte counts, their pages, the tables and the picture from the files",
    )
    .option('--time', 'classify nothing: time one image with each network on this machine, for times.json')
    .action(({ rewrite, time, ...options }: Omit<CheckZooOptions, 'print'> & { rewrite?: true; time?: true }) => {
      const zoo = options.zoo === undefined ? zooFolder() : userPath(options.zoo);
      if (time === true) {
        for (const [name, nanoseconds] of Object.entries(measureTimes(zoo).nanoseconds)) {
          console.log(`${name}: ${(nanoseconds / 1000).toFixed(1)} µs`);
        }
      }
      if (rewrite === true || time === true) rewriteZoo(zoo);
      else checkZoo({ ...options, zoo, print: (line) => console.log(line) });
    });
}
