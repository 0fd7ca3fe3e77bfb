// `npm test`: the set-up, then every suite; closes with one line over everything.
import { parseArgs } from 'node:util';
import { interruption, watchForInterruption } from '../setup/interruption.mjs';
import { runSuites } from './run-suites.mjs';
import { SUITES } from './suites/index.mjs';
import { setUpFor } from './suites/set-up.mjs';
import { summaryOf } from './summary.mjs';

const HELP = `Usage: npm test -- [options]

Sets up what the tests need, runs the suites and ends with "N passed, N failed". If the machine lacks a tool, the tests that
need it are skipped and listed at the end; with CI=true in the environment that is a failure.

Options:
  --only <suites>  only these suites, separated by commas
  --skip-setup     assume that the set-up has run
  --help           this text

Suites:
${SUITES.map(({ name, what }) => `  ${name.padEnd(23)}${what}`).join('\n')}
`;

process.exitCode = await main();

async function main() {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`${options}: see "npm test -- --help"`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  watchForInterruption();
  const suites = options['skip-setup'] ? options.suites : [setUpFor(options.suites), ...options.suites];
  const results = await runSuites(suites, { ci: Boolean(process.env.CI), say: console.log });
  if (interruption.signal.aborted) return 130;
  const { lines, exitCode } = summaryOf(results);
  console.log(`\n${lines.join('\n')}`);
  return exitCode;
}

/** The options, or a sentence on what is wrong with them. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string' }, 'skip-setup': { type: 'boolean' }, help: { type: 'boolean' } },
    });
    const names = values.only?.split(',') ?? SUITES.filter((suite) => !suite.isOnRequest).map(({ name }) => name);
    const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
    if (unknown !== undefined) return `there is no suite "${unknown}"`;
    return { ...values, suites: SUITES.filter(({ name }) => names.includes(name)) };
  } catch (error) {
    return error.message;
  }
}
