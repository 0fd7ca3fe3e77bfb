// `npm run release`: makes and checks what is published. It publishes nothing: a person does, who has looked at it.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tryCommand } from '../setup/command.mjs';
import { watchForInterruption } from '../setup/interruption.mjs';
import { root } from '../setup/places.mjs';
import { findFaults } from './check.mjs';
import { addInventory, makeTwice } from './make-release.mjs';
import { findOtherVersions, unreleasedChanges } from './versions.mjs';

const HELP = `Usage: npm run release -- [options]

Makes the tarballs of the npm packages and of the C runtime, and the wheels of the Python package, twice, to see that
both have the same bytes, checks the packages with publint and are-the-types-wrong, and adds checksums and a bill of
materials. It publishes nothing, and says how a person stages what it made. Everything has to be committed, and the changelog has to name the version.

Options:
  --dry-run         also with changes that are not committed, or that the changelog has under [Unreleased]
  --wheels <names>  platforms of the wheels, with commas between, or none (default: all of "nx run python:wheel")
  --out <dir>       where it puts what it makes (default: out/release)
  --help            this text
`;

process.exitCode = await main().catch(({ message }) => fail([message]));

async function main() {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`${options}: see "npm run release -- --help"`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  watchForInterruption();
  const commit = await cleanCommit();
  const faults = findOtherVersions(root);
  const obstacles = [
    commit === null ? 'files differ from the last commit: commit them' : null,
    unreleasedChanges(root),
  ];
  const unfit = obstacles.filter((each) => each !== null);
  const hinder = options['dry-run'] ? faults : [...faults, ...unfit];
  if (hinder.length > 0) return fail(hinder);

  const out = options.out === undefined ? join(root, 'out/release') : resolve(process.env.INIT_CWD ?? '', options.out);
  const { files, differing } = await makeTwice(out, { commit, wheels: options.wheels });
  const packages = files.filter((path) => path.endsWith('.tgz'));
  const findings = [...differing, ...(await Promise.all(packages.map(findFaults))).flat()];
  if (findings.length > 0) return fail(findings);
  await addInventory(out, files);
  process.stdout.write(readFileSync(join(out, 'SHA256SUMS'), 'utf8'));
  console.log(`Nothing has been published; everything is in ${out}.`);
  console.log(unfit.length > 0 ? `It is not for publishing: ${unfit.join('; ')}.` : stagingAdvice(packages));
  return 0;
}

function fail(lines) {
  for (const line of lines) console.error(line);
  return 1;
}

/** The options, or a sentence on what is wrong with them. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        ...{ 'dry-run': { type: 'boolean' }, wheels: { type: 'string' } },
        ...{ out: { type: 'string' }, help: { type: 'boolean' } },
      },
    });
    return values;
  } catch (error) {
    return error.message;
  }
}

/** The commit that the sources are; null where files differ from it, or nobody knows. */
async function cleanCommit() {
  const git = (...args) => tryCommand('git', args, { cwd: root });
  const [head, status] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain')]);
  return head.exitCode === 0 && status.exitCode === 0 && status.stdout === '' ? head.stdout.trim() : null;
}

const stagingAdvice = (packages) =>
  [
    'To publish, look at the tarballs and stage each, in this order; then approve what the registry shows you, with your',
    'second factor:',
    ...packages.map((path) => `  npm stage publish ${path}`),
    '  npm stage list',
    '  npm stage approve <stage-id>',
  ].join('\n');
