import type { Command } from '@bitplane/cli';
import { publish, type PublishOptions } from '../zoo/publish';
import { showBackend } from './backend';
import { CIFAR10_HELP } from './options';

export function addPublishCommand(program: Command): void {
  program
    .command('publish')
    .description(
      'Put the network of a run, finished or not, into the zoo: export it, test it with the C runtime, write its card.',
    )
    .option('--network <name|file>', 'network of the run', 'reference')
    .option('--run <dir>', 'folder of the run (default: out/<network>/train)')
    .option('--name <name>', "name in the zoo (default: the network's)")
    .option('--data <dir>', CIFAR10_HELP)
    .option('--zoo <dir>', "folder with the networks (default: the repository's)")
    .action(async (options: Omit<PublishOptions, 'print'>) => {
      await showBackend();
      publish({ ...options, print: (line) => console.log(line) });
    });
}
