// `converter:verify` runs the C program on every architecture that it was built for, and says where a file is wrong.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onBoardProgram, workspaceRoot } from '@bitplane/cli';
import { errorLike, findProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { applyPasses, EXPORTERS, verify } from '@bitplane/converter';
import { randomFloatModel, randomImages, readGolden, writeGolden } from '@bitplane/model';

const EMULATED = [
  { name: 'aarch64', preset: 'aarch64', emulator: 'qemu-aarch64-static' },
  { name: 'armv7', preset: 'arm', emulator: 'qemu-arm-static' },
  { name: 'riscv64', preset: 'riscv64', emulator: 'qemu-riscv64-static' },
  { name: 'wasm32', preset: 'wasm32', emulator: 'node' },
];
const SEED = 102;

jest.setTimeout(300_000);

const isBuilt = ({ preset, emulator }: (typeof EMULATED)[number]): boolean =>
  findProgram(emulator) !== null && existsSync(join(workspaceRoot(), 'packages/runtime-c/build', preset, 'bitplane'));

/** What `export` writes of a random network. */
function writeExport(): string {
  const imported = randomFloatModel(SEED);
  const model = applyPasses(imported);
  const images = randomImages(model, 2, SEED);
  const folder = temporaryFolder();
  for (const name of ['blob', 'golden', 'onnx']) {
    const { path, toBytes } = EXPORTERS.find((exporter) => exporter.name === name)!;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), toBytes({ imported, model, images }));
  }
  return folder;
}

const missing = EMULATED.filter((machine) => !isBuilt(machine)).map(({ name }) => name);
if (process.env.CI && missing.length > 0)
  throw new Error(
    `the C program is needed for ${missing.join(', ')}: npm test -- --only c-aarch64,c-arm,c-riscv64,c-wasm32`,
  );
const testIfThere = existsSync(onBoardProgram()) && missing.length < EMULATED.length ? test : test.skip;

testIfThere('the same bits on each architecture, with the best kernels and the portable ones', async () => {
  const folder = writeExport();
  const json = join(folder, 'verify.json');
  await verify({ export: folder, json, print: () => undefined });
  const { pairs } = JSON.parse(readFileSync(json, 'utf8')) as {
    pairs: { pair: string; difference: string | null; skipped: string | null; values: number }[];
  };
  for (const { name } of EMULATED) {
    const own = pairs.filter(({ pair }) => pair.startsWith(`C program on ${name}`));
    expect(own).toHaveLength(missing.includes(name) ? 1 : 4);
    for (const { difference, skipped, values } of own) {
      expect(difference).toBeNull();
      if (missing.includes(name)) expect(skipped).toMatch(/^no .* install|^no program at .* build it/);
      else expect(values).toBeGreaterThan(0);
    }
  }
});

testIfThere('a golden vector that is wrong is named on each, with its layer and its pixel', async () => {
  const folder = writeExport();
  const path = join(folder, 'golden/golden.bpv');
  const golden = readGolden(readFileSync(path), path);
  // The scores: of tensors inside, the program hands out only those that it keeps.
  const { name } = golden.tensors.at(-1)!;
  golden.images[1].at(-1)!.data[2] += 1;
  writeFileSync(path, writeGolden(golden));
  const architectures = ['host', ...EMULATED.filter(isBuilt).map((machine) => machine.name)];
  const json = join(folder, 'verify.json');
  const verifying = verify({ export: folder, architectures, json, print: () => undefined });
  await expect(verifying).rejects.toEqual(errorLike('E_MISMATCH', new RegExp(`image 1, layer '${name}'`)));
  const { pairs } = JSON.parse(readFileSync(json, 'utf8')) as { pairs: { pair: string; place: object | null }[] };
  const compared = pairs.filter(({ pair }) => pair.endsWith('kernels = golden vectors'));
  expect(compared).toHaveLength(2 * architectures.length);
  const place = { image: 1, layer: name, row: 0, column: 0, channel: 2 };
  for (const report of compared) expect(report.place).toMatchObject(place);
});
