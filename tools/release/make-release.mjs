// Makes everything that is released, in one folder: tarballs, wheels, SBOM.cdx.json, SHA256SUMS.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compilePackages } from './compile.mjs';
import { billOfMaterials, checksums } from './inventory.mjs';
import { packPackages } from './pack.mjs';
import { PUBLISHED } from './packages.mjs';
import { isProgramPackage, stageProgramPackages } from './program-packages.mjs';
import { isRuntimeTarball, makeRuntimeTarball } from './runtime-tarball.mjs';
import { prepareStage, stagePackage } from './stage.mjs';
import { isWheel, makeWheels } from './wheels.mjs';

const names = PUBLISHED.map(({ name }) => name);
const [BILL, SUMS] = ['SBOM.cdx.json', 'SHA256SUMS'];

/**
 * Makes tarballs and wheels in `out`, instead of earlier ones, and elsewhere. Resolves to { files: paths, differing: a
 * sentence for each whose bytes are not the same }. commit: of the sources, null where files differ from it; wheels: as
 * `makeWheels` takes platforms.
 */
export async function makeTwice(out, { commit, wheels }) {
  clear(out);
  return inTemporaryFolder(async (again) => {
    // First, since a wrong name should end it before all else is built.
    const pairs = zip(await makeWheels(out, wheels), await makeWheels(again, wheels));
    const tarballs = await Promise.all([out, again].map((folder) => makeTarballs(folder, commit)));
    pairs.unshift(...zip(...tarballs));
    const files = pairs.map(([path]) => path);
    const differing = pairs
      .filter(([path, other]) => !readFileSync(path).equals(readFileSync(other)))
      .map(([path]) => path)
      .map((path) => `${basename(path)}: expected the same bytes from a second build, got others`);
    return { files, differing };
  });
}

/** Adds to `out` what accompanies the files. */
export async function addInventory(out, files) {
  const bill = join(out, BILL);
  writeFileSync(bill, await billOfMaterials(names, files.filter(isNoWorkspace)));
  writeFileSync(join(out, SUMS), checksums([...files, bill]));
}

const makeTarballs = (out, commit) =>
  inTemporaryFolder(async (folder) => {
    prepareStage(folder);
    for (const published of PUBLISHED) stagePackage(published, { folder, commit });
    await compilePackages(folder, PUBLISHED);
    const programs = await stageProgramPackages(folder, commit);
    const packages = await packPackages(folder, [...names, ...programs], out);
    return [...packages, await makeRuntimeTarball(folder, out)];
  });

/** npm lists the others. */
const isNoWorkspace = (path) => isProgramPackage(path) || isRuntimeTarball(path) || isWheel(path);

const zip = (paths, others) => paths.map((path, i) => [path, others[i]]);

/** The folder may hold files of the user's. */
function clear(out) {
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out))
    if (/^bitplane-.*\.(tgz|tar\.gz|whl)$/.test(name) || [BILL, SUMS].includes(name)) rmSync(join(out, name));
}

async function inTemporaryFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-release-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
