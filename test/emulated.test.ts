// A trained-like network on the other architectures: the cross-built program under qemu-user gives the reference's
// results.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { findProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { applyPasses } from '@bitplane/converter';
import { makeGolden, randomFloatModel, randomImages, run, writeGolden, writeModel } from '@bitplane/model';
import { runCommand } from './test-support/command-line';

const ARCHITECTURES = [
  // A Pi 3's and a Pi 2's core: qemu's default would let an instruction pass that they do not have.
  {
    ...{
      preset: 'aarch64',
      emulator: 'qemu-aarch64-static',
      cpu: 'cortex-a53',
      root: ['-L', '/usr/aarch64-linux-gnu'],
    },
    ...{ feature: 'neon', machine: 183 },
  },
  {
    ...{ preset: 'arm', emulator: 'qemu-arm-static', cpu: 'cortex-a7', root: ['-L', '/usr/arm-linux-gnueabihf'] },
    ...{ feature: 'neon', machine: 40 },
  },
  // Static, by zig.
  {
    ...{ preset: 'riscv64-vectors', emulator: 'qemu-riscv64-static', cpu: 'rv64,v=true,vlen=256,vext_spec=v1.0' },
    ...{ root: [], feature: 'rvv', machine: 243 },
  },
];
const SEEDS = [101, 102, 103, 104, 105, 106];
const IMAGES = 2;

jest.setTimeout(300_000);

describe.each(ARCHITECTURES)('$preset under $emulator', ({ preset, emulator, cpu, root, feature, machine }) => {
  const program = join(workspaceRoot(), 'packages/runtime-c/build', preset, 'bitplane');
  const isThere = findProgram(emulator) !== null && existsSync(program);
  if (!isThere && process.env.CI)
    throw new Error(`${emulator} and ${program} are needed: npm test -- --only c-${preset}`);
  const testIfThere = isThere ? test : test.skip;
  let folder: string;

  beforeAll(() => {
    folder = temporaryFolder();
  });

  const emulate = (args: readonly string[], mask?: string) =>
    runCommand(emulator, [...root, program, ...args], {
      env: { QEMU_CPU: cpu, ...(mask === undefined ? {} : { BITPLANE_CPU: mask }) },
    });

  testIfThere.each(SEEDS)('random network %i, folded by the passes: every tensor, every bit', async (seed) => {
    const model = applyPasses(randomFloatModel(seed));
    const images = randomImages(model, IMAGES, seed);
    const [modelFile, goldenFile, imagesFile] = ['bpm', 'bpv', 'raw'].map((ending) =>
      join(folder, `${seed}.${ending}`),
    );
    writeFileSync(modelFile, writeModel(model));
    writeFileSync(goldenFile, writeGolden(makeGolden(model, images)));
    writeFileSync(imagesFile, Buffer.concat(images.map(({ data }) => data)));

    for (const mask of [undefined, 'portable']) {
      const { exitCode, stdout } = await emulate(['verify', '--model', modelFile, '--golden', goldenFile], mask);
      expect({ exitCode, ...(JSON.parse(stdout) as object) }).toMatchObject({
        exitCode: 0,
        images: IMAGES,
        mismatches: 0,
      });
    }

    const { stdout } = await emulate(['run', '--model', modelFile, '--input', imagesFile]);
    const logits = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { logits: number[] }).logits);
    // Nine digits name a float32 exactly.
    expect(logits.map((values) => [...Float32Array.from(values)])).toEqual(
      images.map((image) => [...run(model, image).data]),
    );
  });

  testIfThere(`${feature} is chosen, and masked when it is told to`, async () => {
    const features = async (mask?: string) =>
      (JSON.parse((await emulate(['cpu'], mask)).stdout) as { used: string[] }).used;
    expect(await features()).toContain(feature);
    expect(await features('portable')).toEqual([]);
  });

  testIfThere('the program is for that architecture', () => {
    // ELF e_machine: 183 AArch64, 40 ARM, 243 RISC-V.
    expect(readFileSync(program).readUInt16LE(18)).toBe(machine);
  });
});
