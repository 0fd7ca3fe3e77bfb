import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { runQuickstartCommand } from './command';
import { runQuickstart } from './quickstart';

test.each([
  [['--epoch', '3'], /^unknown option '--epoch' \(Did you mean --epochs\?\): see "npm run quickstart -- --help"$/],
  [['--epochs', '0'], /--epochs.*'0'.*expected a positive integer: see "npm run quickstart -- --help"$/],
  [['--limit', 'many'], /--limit.*expected a positive integer/],
  [['reference'], /too many arguments.*: see "npm run quickstart -- --help"$/],
])('%j is a usage error in one line', async (argv, message) => {
  await expect(runQuickstartCommand(argv)).rejects.toEqual(errorLike('E_USAGE', message));
});

test('a folder without images is told before anything runs', async () => {
  const nowhere = join(temporaryFolder(), 'none');
  await expect(runQuickstartCommand(['--data', nowhere])).rejects.toEqual(
    errorLike('E_MISSING_FILE', /binary files in .*none, found no test_batch\.bin: leave --data out/),
  );
});

test('once the user wants an end, the next step does not begin', async () => {
  const ended = runQuickstart({ recipe: 'quickstart', host: 'local' }, AbortSignal.abort());
  await expect(ended).rejects.toEqual(errorLike('E_INTERRUPTED', /run the same command again/));
});

test('--help says how it is started, and is no error', async () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await runQuickstartCommand(['--help']);
  expect(write.mock.calls.join('')).toMatch(/^Usage: npm run quickstart -- \[options\]\n[^]*--recipe <name>/);
  write.mockRestore();
});
