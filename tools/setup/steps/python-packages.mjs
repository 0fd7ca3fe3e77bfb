// Steps that install Python packages into folders of the cache, beside nothing else: the real tools that tests of
// importers and converter:proof run.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, tryCommand } from '../command.mjs';
import { placeWhole } from '../placement.mjs';
import { cacheFolder, root } from '../places.mjs';

/** What the packages below have builds for. */
const PYTHONS = ['3.11', '3.12'];
const LIST = 'requirements.txt';

/** A step that installs what the file `requirements` lists into the cache's folder `folder`. */
const packagesStep = (description, { folder, requirements }) => ({
  costOfMissing: '`npm test` skips tests of importers that need it',
  ...{ optional: true, onlyForTests: true, needs: [] },
  ...description,
  isDone: () => isInstalled(folder, requirements),
  run: async () => {
    await requirePython();
    await placeWhole(cacheFolder(folder), (part) => install(requirements, part));
  },
});

/** A folder that was installed from another list is made again; one without a list was made by trainer:bench. */
function isInstalled(folder, requirements) {
  const list = cacheFolder(folder, LIST);
  if (!existsSync(list)) return existsSync(cacheFolder(folder, 'torch'));
  return readFileSync(list, 'utf8') === readFileSync(join(root, requirements), 'utf8');
}

async function install(requirements, part) {
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--no-cache-dir', '--no-compile'];
  await command('python3', [
    '-m',
    'pip',
    'install',
    ...options,
    '--target',
    part,
    '--requirement',
    join(root, requirements),
  ]);
  await command('cp', [join(root, requirements), join(part, LIST)]);
}

async function requirePython() {
  const { stdout } = await tryCommand('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
  const version = stdout.trim();
  if (!PYTHONS.includes(version))
    throw new Error(`expected python3 to be Python ${PYTHONS.join(' or ')}, got ${version || 'none'}`);
}

export const pythonPackages = [
  packagesStep(
    { name: 'larq', gives: 'Larq and Larq Compute Engine for Python (1.8 GB)' },
    { folder: 'larq', requirements: 'tools/setup/python/larq.txt' },
  ),
  packagesStep(
    { name: 'pytorch', gives: 'PyTorch for Python (a download of 3 GB)' },
    { folder: 'pytorch', requirements: 'packages/trainer/src/bench/pytorch-requirements.txt' },
  ),
  packagesStep(
    { name: 'brevitas', gives: 'Brevitas and qonnx for Python, beside PyTorch', needs: ['pytorch'] },
    { folder: 'brevitas', requirements: 'tools/setup/python/brevitas.txt' },
  ),
];
