// `npm run doctor`: what is there, what is missing, what that costs and how to get it. Changes nothing.
import { inspect, OPTIONAL_PROGRAMS, PROGRAMS, TEST_PROGRAMS } from './machine.mjs';
import { cacheFolder } from './places.mjs';
import { checkMachine } from './steps/check-machine.mjs';
import { STEPS } from './steps/index.mjs';
import { findLibraries } from './tensorflow/libraries.mjs';

const programRow = ({ name, found, fits, required, costOfMissing, apt, atLeast }) => ({
  name,
  fits,
  required,
  state: fits ? found : found === null ? 'missing' : `${found}, needs ${atLeast}`,
  cost: costOfMissing ?? 'nothing can be built',
  remedy: `apt-get install ${apt}`,
});

const stepRow = async ({ name, optional, costOfMissing, isDone }) => {
  const fits = await isDone();
  const state = fits ? 'there' : 'missing';
  return {
    name,
    fits,
    required: !optional,
    state,
    cost: costOfMissing,
    remedy: `npm run setup -- --only ${name}`,
  };
};

const steps = await Promise.all(STEPS.filter((step) => step !== checkMachine).map(stepRow));
const programs = (await inspect([...PROGRAMS, ...OPTIONAL_PROGRAMS])).map(programRow);
const testPrograms = (await inspect(TEST_PROGRAMS)).map(programRow);

console.log(`Node ${process.versions.node} on ${process.platform}-${process.arch}, cache in ${cacheFolder()}`);
print('Programs of this machine', programs);
print('What the set-up makes', steps);
print('Programs that only the tests use', testPrograms);
const origin = findLibraries();
if (origin !== null) console.log(`\nTensorFlow comes from the ${origin.way} (${origin.source}).`);

const blocking = [...programs, ...steps].filter(({ fits, required }) => !fits && required);
console.log(
  blocking.length === 0
    ? '\nThe main path works.'
    : `\nThe main path does not work yet: ${blocking.map(({ name }) => name).join(', ')}.`,
);
process.exitCode = blocking.length === 0 ? 0 : 1;

function print(title, rows) {
  console.log(`\n${title}`);
  for (const { name, fits, state, cost, remedy } of rows) {
    console.log(
      `  ${fits ? '+' : '-'} ${name.padEnd(26)}${state}${fits ? '' : `\n      costs: ${cost}\n      get it: ${remedy}`}`,
    );
  }
}
