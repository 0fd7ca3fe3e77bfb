#!/usr/bin/env node
// `npm run setup`, or `npx bitplane-setup`: gives this machine, and this clone, everything that training, exporting,
// running and testing need.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { interruption, watchForInterruption } from './interruption.mjs';
import { removeStaleParts } from './placement.mjs';
import { cacheFolder, START } from './places.mjs';
import { showProgress } from './progress.mjs';
import { runSteps } from './schedule.mjs';
import { checkMachine } from './steps/check-machine.mjs';
import { STEPS } from './steps/index.mjs';

const HELP = `Usage: ${START} [options]

Checks the machine, then fetches and builds what the steps below say. What is already there is kept,
every download is checked by SHA-256, everything is stored in ${cacheFolder()} (BITPLANE_CACHE moves it).
Downloads go through the proxy that HTTPS_PROXY names, except from the hosts in NO_PROXY.

Options:
  --only <steps>      only these steps, separated by commas
  --without <steps>   all steps except these
  --cifar10 <folder>  take CIFAR-10 from its official binary files there instead of downloading it (139 MB)
  --help              this text

Steps:
${STEPS.map(({ name, gives, onlyForTests }) => `  ${name.padEnd(20)}${gives}${onlyForTests ? ' (only if named; `npm test` does)' : ''}`).join('\n')}
`;

try {
  process.exitCode = await main();
} catch (error) {
  // The table of the system's errors (packages/cli) cannot be imported before the packages are there.
  if (error.syscall === undefined) throw error;
  console.error(
    `The set-up cannot use ${cacheFolder()} (${error.message}): set BITPLANE_CACHE to a folder that can be written.`,
  );
  process.exitCode = 1;
}

async function main() {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`${options}: see "${START} --help"`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  watchForInterruption();
  for (const folder of [cacheFolder(), cacheFolder('downloads')]) removeStaleParts(folder);
  console.log(`Setting up in ${cacheFolder()}`);
  return exitCodeAfter(await perform(options));
}

/** Resolves to the steps that failed. A machine that lacks a compiler says so before half a gigabyte is fetched. */
async function perform({ steps, ...options }) {
  const progress = showProgress();
  const run = (isFirst) =>
    runSteps(
      steps.filter((step) => (step === checkMachine) === isFirst),
      options,
      progress,
    );
  const lacking = await run(true);
  const failed = lacking.length > 0 ? lacking : await run(false);
  progress.stop();
  return failed;
}

function exitCodeAfter(failed) {
  if (interruption.signal.aborted) {
    console.error('Interrupted. Run it again to continue: complete downloads are kept.');
    return 130;
  }
  for (const { name, costOfMissing } of failed) console.error(`Without ${name}: ${costOfMissing}.`);
  if (failed.every(({ optional }) => optional)) return 0;
  console.error('The set-up is not complete: fix what failed and run it again.');
  return 1;
}

/** The options, or a sentence on what is wrong with them. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        without: { type: 'string' },
        cifar10: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    // npm starts us in the workspace's root and says where the user was.
    const cifar10 = values.cifar10 && resolve(process.env.INIT_CWD ?? '', values.cifar10);
    return { ...values, cifar10, steps: chooseSteps(values) };
  } catch (error) {
    return error.message;
  }
}

function chooseSteps({ only, without }) {
  const named = [only, without].map((list) => list?.split(',') ?? []);
  for (const name of named.flat()) {
    if (!STEPS.some((step) => step.name === name)) throw new Error(`there is no step "${name}"`);
  }
  return STEPS.filter(
    ({ name, onlyForTests }) => (only ? named[0].includes(name) : !onlyForTests) && !named[1].includes(name),
  );
}
