// Random legal networks across languages: what the reference interpreter says of them, the C program says too, on each
// CPU mask and each architecture. BITPLANE_RANDOM_NETWORKS=1000 npx jest --selectProjects e2e --testPathPatterns
// random-networks tries more of them.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { findProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { makeGolden, randomImages, randomModel, writeGolden, writeModel } from '@bitplane/model';
import { runCommand } from './test-support/command-line';

const NUM_NETWORKS = Number(process.env.BITPLANE_RANDOM_NETWORKS ?? 30);
/** Beyond those of the golden vectors, which CTest reads. */
const FIRST_SEED = 1000;
const NUM_IMAGES = 2;

interface Machine {
  readonly preset: string;
  /** With its arguments; none for this machine. */
  readonly emulator?: readonly string[];
  readonly cpu?: string;
}

const MACHINES: readonly Machine[] = [
  { preset: 'host' },
  { preset: 'aarch64', emulator: ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'], cpu: 'cortex-a53' },
  { preset: 'arm', emulator: ['qemu-arm-static', '-L', '/usr/arm-linux-gnueabihf'], cpu: 'cortex-a7' },
  { preset: 'riscv64', emulator: ['qemu-riscv64-static', '-L', '/usr/riscv64-linux-gnu'] },
  { preset: 'riscv64-vectors', emulator: ['qemu-riscv64-static'], cpu: 'rv64,v=true,vlen=256,vext_spec=v1.0' },
];

jest.setTimeout(60_000 + NUM_NETWORKS * 20_000);

describe.each(MACHINES)('random networks on $preset', ({ preset, emulator, cpu }) => {
  const program = join(workspaceRoot(), 'packages/runtime-c/build', preset, 'bitplane');
  const isThere = existsSync(program) && (emulator === undefined || findProgram(emulator[0]) !== null);
  if (!isThere && process.env.CI) throw new Error(`${program} is needed: npm test -- --only c-${preset}`);
  const testIfThere = isThere ? test : test.skip;
  let folder: string;

  beforeAll(() => {
    folder = temporaryFolder();
  });

  const runProgram = (args: readonly string[], mask?: string) => {
    const [command, ...rest] = [...(emulator ?? []), program, ...args];
    const env = { ...(cpu && { QEMU_CPU: cpu }), ...(mask && { BITPLANE_CPU: mask }) };
    return runCommand(command, rest, { env });
  };

  testIfThere(`${NUM_NETWORKS} of them: every tensor, every bit, with each CPU mask`, async () => {
    const { features } = JSON.parse((await runProgram(['cpu'])).stdout) as { features: string[] };
    const masks = [undefined, 'portable', ...features];
    const [modelFile, goldenFile] = ['model.bpm', 'golden.bpv'].map((name) => join(folder, name));
    for (let seed = FIRST_SEED; seed < FIRST_SEED + NUM_NETWORKS; seed++) {
      const model = randomModel(seed);
      writeFileSync(modelFile, writeModel(model));
      writeFileSync(goldenFile, writeGolden(makeGolden(model, randomImages(model, NUM_IMAGES, seed))));
      for (const mask of masks) {
        const { exitCode, stdout, stderr } = await runProgram(
          ['verify', '--model', modelFile, '--golden', goldenFile],
          mask,
        );
        // All in one object, so that a failure names the seed.
        const answer = { seed, mask, exitCode, stderr, ...(JSON.parse(stdout || '{}') as object) };
        expect(answer).toMatchObject({ exitCode: 0, images: NUM_IMAGES, mismatches: 0 });
      }
    }
  });
});
