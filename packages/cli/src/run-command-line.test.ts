import type { Command } from 'commander';
import { integer, quantity, several } from './option-values';
import { runCommandLine } from './run-command-line';

/** Runs a program with one command; returns what the command was given, null if it did not run. */
async function optionsOf(argv: readonly string[]): Promise<unknown> {
  let given: unknown = null;
  const bake = (program: Command): Command =>
    program
      .command('bake')
      .option('--loaves <n>', 'how many', integer(1, 9))
      .option('--rest <time>', 'how long', quantity({ min: 60, h: 3600 }))
      .option('--with <what>', 'several times', several)
      .action((options: unknown) => void (given = options));
  await runCommandLine({ program: 'baker', description: 'Bakes.', commands: [bake] }, argv);
  return given;
}

test('a command gets its options', async () => {
  expect(await optionsOf(['bake', '--loaves', '3', '--rest', '1.5h', '--with', 'salt', '--with', 'rye'])).toEqual({
    loaves: 3,
    rest: 5400,
    with: ['salt', 'rye'],
  });
});

test.each([
  [[], 'expected a command (bake), got none: see "npx baker --help"'],
  [['bkae'], /unknown command 'bkae' \(Did you mean bake\?\): see "npx baker --help"$/],
  [['bake', '--loafs', '3'], /unknown option '--loafs' \(Did you mean --loaves\?\): see "npx baker bake --help"$/],
  [['bake', '--loaves', '10'], /--loaves.*expected a whole number from 1 to 9: see/],
  [['bake', '--rest', '90'], /--rest.*expected a number with its unit \(min, h\), such as 1min/],
  [['bake', 'bread'], /too many arguments/],
])('%j is a usage error in one line', async (argv, message) => {
  await expect(optionsOf(argv)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
  });
});

test('an error of a command arrives as it is', async () => {
  const failure = new TypeError('burnt');
  const burn = (program: Command): Command =>
    program.command('burn').action(() => {
      throw failure;
    });
  await expect(runCommandLine({ program: 'baker', description: '', commands: [burn] }, ['burn'])).rejects.toBe(failure);
});

test('--help prints to stdout and is no error', async () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await optionsOf(['bake', '--help'])).toBeNull();
  expect(write.mock.calls.join('')).toContain('--loaves <n>');
  write.mockRestore();
});

test('a program that does one thing has its options itself, and is started in a way of its own', async () => {
  let given: unknown = null;
  const knead = (program: Command): Command =>
    program.option('--minutes <n>', 'how long', integer(1), 5).action((options: unknown) => void (given = options));
  const run = (...argv: string[]): Promise<void> =>
    runCommandLine({ program: 'knead', start: 'make knead', description: '', commands: [knead] }, argv);
  await run();
  expect(given).toEqual({ minutes: 5 });
  await run('--minutes', '9');
  expect(given).toEqual({ minutes: 9 });
  await expect(run('--minute', '9')).rejects.toMatchObject({
    code: 'E_USAGE',
    message: `unknown option '--minute' (Did you mean --minutes?): see "make knead --help"`,
  });
  await expect(run('dough')).rejects.toMatchObject({ code: 'E_USAGE' });
});
