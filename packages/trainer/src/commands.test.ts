import { temporaryFolder } from '@bitplane/cli/test-support';
import { evaluationLine } from './evaluate';
import { runTrainer } from './commands';
import { RECIPES } from './recipes';
import { thrownBy } from './test-support/thrown-by';

/** Empty: a finished run would be in the way. */
beforeAll(() => (process.env.BITPLANE_OUT = temporaryFolder()));
afterAll(() => void delete process.env.BITPLANE_OUT);

test.each([
  [
    [],
    /expected a command \(train, sweep, evaluate, summary, recipe, bench, bench-exchanges, bench-ranks, scaling, zoo, publish\)/,
  ],
  [['trian'], /unknown command 'trian'.*Did you mean train/],
  [['train', '--epochs', '0'], /--epochs.*whole number from 1.*train --help/],
  [['train', '--epochs', '1.5'], /--epochs/],
  [['train', '--batch-size', '-4'], /--batch-size/],
  [['train', '--seed', 'x'], /--seed/],
  [['train', '--epoch', '3'], /unknown option '--epoch'.*--epochs/],
  [['train', 'now'], /too many arguments/],
  [['train', '--resume', '--overwrite'], /--resume or --overwrite/],
  [['train', '--recipe', 'none'], /expected a recipe \(reference, reference-cntk, quickstart, .*a file that ends in/],
  [['train', '--set', 'optimizer.peakRate=fast'], /optimizer\.peakRate: expected number, got "fast"/],
  [['train', '--recipe', 'quikstart'], /did you mean "quickstart"/],
  [['summary', '--network', 'resnet20'], /did you mean "resnet-20"/],
  [['train', '--checkpoint-every', 'often'], /--checkpoint-every.*at least 0/],
  [['train', '--threads', '0'], /--threads.*from 1/],
  [['train', '--sync-every', '4'], /--sync-every is for several ranks: give --distributed/],
  [['train', '--exchange', 'full'], /--exchange is for several ranks/],
  [['train', '--sync-every', '0'], /--sync-every.*from 1/],
  [['train', '--outer-momentum', '1'], /--outer-momentum.*below 1/],
  [['train', '--seeds', '2', '--distributed', '2'], /expected --seeds or --distributed, got both/],
  [['train', '--seeds', '2', '--until-epoch', '1'], /expected --seeds or --until-epoch, got both/],
  [['train', '--jobs', '2'], /--jobs is for several runs: give --seeds <n> too/],
  [['sweep'], /missing required argument 'SPEC'/],
  [['sweep', 'spec.json', '--launcher', 'slurm'], /--launcher.*mpirun, processes/],
  [['scaling', '--link', '1gbit,50us'], /--link.*a number with its unit \(us, ms\)/],
  [['recipe', '--set', 'epochs'], /expected --set <field>=<value>/],
  [['evaluate', '--limit', '0'], /--limit/],
  [['evaluate', '--runtime', 'rust'], /--runtime.*tensorflow, c/],
])('%j is rejected in one line that says what to do', async (argv, message) => {
  const error = (await thrownBy(() => runTrainer(argv))) as Error;
  expect(error).toMatchObject({ code: 'E_USAGE', message: expect.stringMatching(message) as string });
  expect(error.message).not.toContain('\n');
});

test('without a trained network the command to run first is named', async () => {
  const error = await thrownBy(() => runTrainer(['evaluate', '--model', 'nowhere']));
  expect(error).toMatchObject({ code: 'E_MISSING_FILE', message: expect.stringContaining('trainer:train') as string });
});

test('the C runtime needs a trained network too', async () => {
  const error = await thrownBy(() => runTrainer(['evaluate', '--runtime', 'c', '--model', 'nowhere']));
  expect(error).toMatchObject({ code: 'E_MISSING_FILE', message: expect.stringContaining('trainer:train') as string });
});

test('a recipe is printed whole, overrides included, as a file that can be trained', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await runTrainer(['recipe', '--recipe', 'plus', '--set', 'labelSmoothing=0.1', '--epochs', '3']);
  const [[printed]] = log.mock.calls as [[string]];
  log.mockRestore();
  expect(JSON.parse(printed)).toEqual({
    ...RECIPES.plus,
    name: 'plus (changed: epochs, labelSmoothing)',
    labelSmoothing: 0.1,
    epochs: 3,
  });
});

test('help is no error', async () => {
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  await runTrainer(['train', '--help']);
  expect(write.mock.calls.join('')).toContain('--batch-size');
  write.mockRestore();
});

test('the line of results can be read by programs', () => {
  expect(evaluationLine({ images: 10_000, correct: 5120 })).toBe('accuracy: 51.20 % (5120 of 10000)');
});
