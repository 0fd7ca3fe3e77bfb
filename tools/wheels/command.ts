// The options of python:wheel.
import { join } from 'node:path';
import { chooseByName, runCommandLine, userPath, workspaceRoot, type Command } from '@bitplane/cli';
import { buildWheel, PLATFORMS } from './wheels';

/** Runs a command line; rejects with the error that ended it. */
export const runWheelCommand = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'nx run python:wheel',
      start: 'npx nx run python:wheel --',
      description: 'Builds the wheels of packages/python, each with the C runtime for its platform inside.',
      commands: [addOptions],
    },
    argv,
  );

const addOptions = (program: Command): Command =>
  program
    .option(
      '--platform <names>',
      `some of ${PLATFORMS.join(', ')}, separated by commas; host is this machine, by its own compiler`,
      PLATFORMS.filter((name) => name !== 'host').join(','),
    )
    .option('--out <folder>', 'where the wheels go', join(workspaceRoot(), 'packages/python/dist'))
    .action((options: { platform: string; out: string }) => {
      const members = PLATFORMS.map((name) => ({ name }));
      for (const { name } of chooseByName('--platform', options.platform, members)) {
        console.log(buildWheel(name, userPath(options.out)));
      }
    });
