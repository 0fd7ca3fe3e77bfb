// Builds wheels of packages/python, by the backend that its pyproject.toml names.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installPythonPackages, packagesFolder, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

/** What hatch_build.py knows. */
export const PLATFORMS = [
  ...['manylinux_2_17_x86_64', 'manylinux_2_17_aarch64', 'manylinux_2_17_armv7l'],
  ...['macosx_11_0_arm64', 'macosx_11_0_x86_64', 'host'],
];

const REQUIREMENTS = join(__dirname, 'requirements.txt');
/** Of every file in a wheel, so that the same sources give the same bytes: 1980, the first year that a zip can hold. */
const EPOCH = '315532800';

/** The folder with hatchling and numpy, installed now if needed. Throws E_SETUP. */
export const wheelPackages = (): string =>
  installPythonPackages({
    folder: packagesFolder('wheels', REQUIREMENTS),
    requirements: REQUIREMENTS,
    what: 'hatchling and NumPy',
    download: '17 MB',
    failure: (reason) => new BitplaneError('E_SETUP', `${reason}; wheels are built by Python 3.11 or later with pip`),
  });

/** Builds the wheel of one of PLATFORMS in the folder and returns its path. Throws E_SETUP with what was printed. */
export function buildWheel(platform: string, folder: string): string {
  const env = { ...process.env, PYTHONPATH: wheelPackages(), BITPLANE_WHEEL: platform, SOURCE_DATE_EPOCH: EPOCH };
  const { status, stdout, stderr, error } = spawnSync(
    'python3',
    ['-B', '-m', 'hatchling', 'build', '--target', 'wheel', '--directory', folder],
    { cwd: join(workspaceRoot(), 'packages/python'), env, encoding: 'utf8', maxBuffer: Infinity },
  );
  const path = /^.*\.whl$/m.exec(`${stdout}\n${stderr}`)?.[0];
  if (status === 0 && path !== undefined) return path;
  throw new BitplaneError('E_SETUP', `the wheel for ${platform} was not built: ${error?.message ?? stdout + stderr}`);
}
