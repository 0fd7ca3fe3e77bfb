import { integer, type Command } from '@bitplane/cli';
import { sweep, type SweepCommandOptions } from '../sweep/command';
import { sameCommand } from './again';
import { withPlaceOptions } from './options';

export function addSweepCommand(program: Command): void {
  const command = program
    .command('sweep')
    .description('Train a network with different settings, and find the best by held-out images (docs/sweeps.md).')
    .argument('<SPEC>', 'JSON file: network, recipe, data, and the settings to vary');
  withPlaceOptions(command)
    .option('--hostfile <file>', "hosts of the runs, in the form of Open MPI's mpirun (default: this machine)")
    .option('--threads <n>', 'threads of each run (default: 1, which makes results repeatable)', integer(1, 1024))
    .option('--out <dir>', 'folder for runs and results; the same sweep continues there (default: out/<network>/sweep)')
    .option('--overwrite', 'start over in a folder that has a sweep')
    .action((file: string, options: Omit<SweepCommandOptions, 'continueWith'>) =>
      sweep(file, { ...options, continueWith: sameCommand() }),
    );
}
