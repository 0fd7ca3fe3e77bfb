import { join } from 'node:path';
import { networkName, userPath, type Command } from '@bitplane/cli';
import { zooFolder } from '../zoo/card';
import { writeHubFolder } from '../zoo/hub';
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
    .option(
      '--hub-folder <dir>',
      'publish no run: write the network that is in the zoo as a folder to upload to the Hugging Face hub',
    )
    .action(async ({ hubFolder, ...options }: Omit<PublishOptions, 'print'> & { hubFolder?: string }) => {
      const { network, name = networkName(network), zoo } = options;
      if (hubFolder !== undefined) {
        const folder = userPath(hubFolder);
        writeHubFolder(join(zoo === undefined ? zooFolder() : userPath(zoo), name), folder);
        console.log(`${name}: ${folder}`);
        return;
      }
      await showBackend();
      await publish({ ...options, print: (line) => console.log(line) });
    });
}
