// `npm run setup`: gives this machine and this clone everything that training, exporting, running and testing need.
import { parseArgs } from 'node:util';
import { interruption, watchForInterruption } from './interruption.mjs';
import { removeStaleParts } from './placement.mjs';
import { cacheFolder } from './places.mjs';
import { showProgress } from './progress.mjs';
import { runSteps } from './schedule.mjs';
import { checkMachine } from './steps/check-machine.mjs';
import { STEPS } from './steps/index.mjs';

const HELP = `Usage: npm run setup -- [options]

Checks the machine, installs the npm packages, fetches what they lack and builds the C runtime. What is there already is kept,
every download is checked by SHA-256, everything lies under ${cacheFolder()} (BITPLANE_CACHE moves it).

Options:
  --only <steps>      only these steps, separated by commas
  --without <steps>   all steps but these
  --cifar10 <folder>  take CIFAR-10 from its official binary files there, in place of the download (139 MB)
  --help              this text

Steps:
${STEPS.map(({ name, gives }) => `  ${name.padEnd(20)}${gives}`).join('\n')}
`;

process.exitCode = await main();

async function main() {
  const options = readOptions();
  if (typeof options === 'string') return usageError(options);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  watchForInterruption();
  for (const folder of [cacheFolder(), cacheFolder('downloads')]) removeStaleParts(folder);
  console.log(`Setting up in ${cacheFolder()}`);
  const progress = showProgress();
  // A machine that lacks a compiler should say so before half a gigabyte is fetched.
  const [first, rest] = [
    options.steps.filter((step) => step === checkMachine),
    options.steps.filter((step) => step !== checkMachine),
  ];
  const failed = [...(await runSteps(first, options, progress))];
  if (failed.length === 0) failed.push(...(await runSteps(rest, options, progress)));
  progress.stop();
  if (interruption.signal.aborted) console.error('Interrupted. Run it again to go on: what was fetched whole is kept.');
  else if (failed.length > 0)
    console.error(`The set-up could not finish: ${failed.join(', ')}. Run it again once that is mended.`);
  return interruption.signal.aborted ? 130 : failed.length > 0 ? 1 : 0;
}

/** The options, or a sentence on what is wrong with them. */
function readOptions() {
  const names = STEPS.map(({ name }) => name);
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        without: { type: 'string' },
        cifar10: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    const [only, without] = [values.only?.split(',') ?? names, values.without?.split(',') ?? []];
    const unknown = [...only, ...without].find((name) => !names.includes(name));
    if (unknown !== undefined) return `there is no step "${unknown}"`;
    return { ...values, steps: STEPS.filter(({ name }) => only.includes(name) && !without.includes(name)) };
  } catch (error) {
    return error.message;
  }
}

function usageError(message) {
  console.error(`${message}: see "npm run setup -- --help"`);
  return 2;
}
