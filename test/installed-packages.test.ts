// The npm packages as their users have them: packed, installed into an empty folder outside the clone, imported,
// checked by TypeScript, and taken the whole way, on each Node that is here.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, workspaceRoot } from '@bitplane/cli';
import { readModel, run as interpret, zeros } from '@bitplane/model';
import { findProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { runCommand, type Outcome } from './test-support/command-line';

const NODE_24 = cacheFolder('node-24/package/bin/node');
const NODES = [process.execPath, ...(existsSync(NODE_24) ? [NODE_24] : [])];
if (NODES.length === 1 && process.env.CI)
  throw new Error('expected Node 24 in the cache: npm run setup -- --only node-24');

/** It has its weights in the clone. */
const TRAINED = join(workspaceRoot(), 'zoo/reference-2bit');
const MODEL = join(workspaceRoot(), 'zoo/reference-plus/model.bpm');
const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');

let user: string;
let released: string;
let programs: readonly string[];
let env: NodeJS.ProcessEnv;

jest.setTimeout(600_000);

beforeAll(async () => {
  const folder = temporaryFolder();
  user = join(folder, 'project');
  mkdirSync(user);
  // As a user has it who has set nothing; what tests of the clone set is left out.
  env = { XDG_CACHE_HOME: join(folder, 'cache'), NODE_PATH: undefined, NX_WORKSPACE_ROOT: undefined };
  for (const name of Object.keys(process.env)) if (name.startsWith('BITPLANE_')) env[name] = undefined;
  released = join(folder, 'release');
  // tools/wheels/wheels.test.ts builds wheels.
  const options = ['--dry-run', '--out', released, '--wheels', 'none'];
  await succeed(process.execPath, [join(workspaceRoot(), 'tools/release/main.mjs'), ...options]);
  const isProgram = (name: string) => name.startsWith('bitplane-program-');
  const packed = readdirSync(released)
    .filter((name) => name.endsWith('.tgz'))
    .sort();
  const tarballs = packed.filter((name) => !isProgram(name));
  programs = packed.filter(isProgram).map((name) => join(released, name));
  writeFileSync(join(user, 'package.json'), '{ "private": true }');
  await install([nodeTypes(), ...tarballs.map((name) => join(released, name))]);
});

const install = (packages: readonly string[]): Promise<Outcome> =>
  succeed('npm', [
    ...['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent'],
    ...packages,
  ]);

/** Runs it in the user's folder; throws with what it printed where it fails. */
async function succeed(command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const outcome = await runCommand(command, args, { cwd: user, env: { ...env, ...more } });
  if (outcome.exitCode === 0) return outcome;
  throw new Error(`${command} ${args.join(' ')} ended with ${outcome.exitCode}:\n${outcome.stdout}\n${outcome.stderr}`);
}

function nodeTypes(): string {
  const text = readFileSync(join(workspaceRoot(), 'package.json'), 'utf8');
  const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
  return `@types/node@${devDependencies['@types/node']}`;
}

/** A program of the installed packages, on this Node. */
const run = (node: string, program: string, args: readonly string[], more?: NodeJS.ProcessEnv): Promise<Outcome> =>
  succeed(node, [join(user, 'node_modules/.bin', program), ...args], more);

test('checksums and the bill of materials have all files of the release', () => {
  const [sums, bill] = ['SHA256SUMS', 'SBOM.cdx.json'].map((name) => readFileSync(join(released, name), 'utf8'));
  const files = readdirSync(released).filter((name) => name !== 'SHA256SUMS');
  const listed = sums
    .trim()
    .split('\n')
    .map((line) => line.split('  ')[1]);
  expect(listed.sort()).toEqual(files.sort());
  const { components } = JSON.parse(bill) as { components: { 'bom-ref': string }[] };
  const made = components.map((component) => component['bom-ref']);
  for (const name of files.filter((each) => each.endsWith('.tar.gz')))
    expect(made).toContain(name.replace('.tar.gz', ''));
});

test('nothing of the clone is named in what is installed', () => {
  const installed = join(user, 'node_modules/@bitplane');
  expect(readdirSync(installed).sort()).toEqual(['cli', 'converter', 'data', 'deployer', 'model', 'trainer', 'wasm']);
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(files).toContain('deployer/runtime-c/CMakeLists.txt');
  const text = files.filter((name) => /\.(js|mjs|json|map|d\.ts)$/.test(name));
  expect(text.filter((name) => readFileSync(join(installed, name), 'utf8').includes(workspaceRoot()))).toEqual([]);
});

const CALLER = `
import { BitplaneError, packBits } from '@bitplane/model';
import { cacheFolder } from '@bitplane/cli';
import { EXPORTERS } from '@bitplane/converter';
import { readDataset } from '@bitplane/data';
import { readReport, type Report } from '@bitplane/deployer';
import { NETWORKS, type BuildNetwork } from '@bitplane/trainer';
const bits: Uint8Array = packBits(Uint8Array.of(1, 0, 1), 3);
const report = (path: string): Report => readReport(path);
const network: BuildNetwork = NETWORKS.reference;
const words = [bits[0], new BitplaneError('E_FILE', 'no').code, EXPORTERS.length > 0, network.name, cacheFolder()];
console.log(words.join(), typeof readDataset, typeof report);
`;

/** Prints true for each entry whose scores are those of the reference interpreter. */
const WASM_CALLER = `
import { readFileSync } from 'node:fs';
import { readModel, run, zeros } from '@bitplane/model';
import { load, type Network } from '@bitplane/wasm';
import { load as loadInline } from '@bitplane/wasm/inline';
async function main(): Promise<void> {
  const bytes = readFileSync(process.argv[2]);
  const model = readModel(bytes, 'model.bpm');
  const image = zeros('uint8', model.input);
  image.data.fill(77);
  const expected = Array.from(run(model, image).data).join();
  const networks: Network[] = [await load(bytes), await loadInline(bytes)];
  console.log(networks.map((network) => network.run(image.data as Uint8Array).join() === expected).join());
}
void main();
`;

const DENO = cacheFolder('deno/package/deno');
if (!existsSync(DENO) && process.env.CI) throw new Error('expected Deno in the cache: npm run setup -- --only deno');

/** Prints, for an image and for a batch of one that workers run, the scores. */
const DENO_CALLER = `
const [entry, model] = Deno.args;
const { load, startWorkers } = await import(entry);
const bytes = await Deno.readFile(model);
const network = await load(bytes);
const { height, width, channels } = network.input;
const pixels = new Uint8Array(height * width * channels).fill(77);
const workers = await startWorkers(bytes, { count: 2 });
console.log(JSON.stringify([[...network.run(pixels)], [...(await workers.runBatch(pixels))]]));
workers.free();
`;

(existsSync(DENO) ? test.each : test.skip.each)([
  // The module is a file of the package.
  ['@bitplane/wasm', ['node_modules']],
  ['@bitplane/wasm/inline', []],
])('%s in Deno, which may read the model and %j', async (entry, readable) => {
  const caller = join(user, 'caller-deno.mjs');
  writeFileSync(caller, DENO_CALLER);
  const paths = [MODEL, ...readable.map((name) => join(user, name))];
  const flags = ['--no-prompt', '--cached-only', '--node-modules-dir=manual', `--allow-read=${paths.join()}`];
  const { stdout } = await succeed(DENO, ['run', ...flags, caller, entry, MODEL], { DENO_NO_UPDATE_CHECK: '1' });
  const model = readModel(readFileSync(MODEL), MODEL);
  const image = zeros('uint8', model.input);
  image.data.fill(77);
  const scores = Array.from(interpret(model, image).data);
  expect(JSON.parse(stdout)).toEqual([scores, scores]);
});

test('ES modules and CommonJS import by name, with types', async () => {
  const files = ['caller.mts', 'caller.cts', 'caller-wasm.mts', 'caller-wasm.cts'];
  for (const file of files) writeFileSync(join(user, file), file.includes('wasm') ? WASM_CALLER : CALLER);
  const compilerOptions = { target: 'es2022', module: 'node20', strict: true, types: ['node'] };
  writeFileSync(join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = join(workspaceRoot(), 'node_modules/typescript/bin/tsc');
  const { stdout } = await runCommand(process.execPath, [tsc, '--pretty', 'false', '--project', user], {
    cwd: user,
    env,
  });
  // The declarations of TensorFlow.js contradict each other and TypeScript's own.
  expect(stdout.split('\n').filter((line) => /^(caller|node_modules\/@bitplane)/.test(line))).toEqual([]);
  const cache = join(env.XDG_CACHE_HOME ?? '', 'bitplane');
  for (const node of NODES)
    for (const file of ['caller.mjs', 'caller.cjs'])
      expect((await succeed(node, [join(user, file)])).stdout).toBe(
        `5,E_FILE,true,reference,${cache} function function\n`,
      );
  for (const node of NODES)
    for (const file of ['caller-wasm.mjs', 'caller-wasm.cjs'])
      expect((await succeed(node, [join(user, file), MODEL])).stdout).toBe('true,true\n');
});

describe('command lines', () => {
  test.each(NODES)(
    '%s: a network of the zoo is exported, and runs on the built-in board with the same bits',
    async (node) => {
      const exported = join(user, `export-${NODES.indexOf(node)}`);
      await run(node, 'bitplane-converter', ['export', '--model', TRAINED, '--out', exported]);
      const { stdout } = await run(node, 'bitplane-deployer', ['push', '--export', exported, '--no-bench']);
      expect(stdout).toMatch(/^program: built with host$/m);
      expect(stdout).toMatch(/^verify: \d+ tensors of 4 images, all bits equal$/m);
    },
  );

  test('the converter finds the program that the deployer has built', async () => {
    const built = await run(process.execPath, 'bitplane-deployer', ['build']);
    expect(built.stdout).toContain(`program: ${join(env.XDG_CACHE_HOME ?? '', 'bitplane/build')}`);
    const { stdout } = await run(process.execPath, 'bitplane-converter', ['verify', '--out', join(user, 'export-0')]);
    expect(stdout).toMatch(/C program, best kernels: logits = reference .*agrees/);
  });

  test('a network is trained, with the set-up that comes along', async () => {
    const cache = { BITPLANE_CACHE: cacheFolder() };
    await run(process.execPath, 'bitplane-setup', ['--only', 'tensorflow'], cache);
    const args = ['train', '--data', SLICE, '--recipe', 'quickstart', '--epochs', '1', '--out', join(user, 'run')];
    const { stdout, stderr } = await run(process.execPath, 'bitplane-trainer', args, cache);
    expect(stderr).not.toContain('plain JavaScript');
    expect(stdout).toMatch(/^Trained in /m);
    await run(process.execPath, 'bitplane-converter', ['check', '--model', join(user, 'run')]);
  });

  test('errors name what is typed there', async () => {
    const failing = runCommand(join(user, 'node_modules/.bin/bitplane-deployer'), ['push'], { cwd: user, env });
    expect((await failing).stderr).toMatch(
      /^error \(E_MISSING_FILE\): .*"npx bitplane-converter export --network reference/,
    );
  });
});

describe('programs that were built for a release', () => {
  const EXPORT = 'export-0';
  const BUILDERS = /^(cmake|ninja|make|zig|ld(\..*)?|(.*-)?(cc|c99|gcc|g\+\+|c\+\+|clang)(\+\+)?(-\d+)?)$/;
  /** What this computer's program is called among the packages. */
  const here = { x64: 'program-linux-x64', arm64: 'program-linux-arm64' }[process.arch as 'x64' | 'arm64'];
  const installed = (...parts: string[]) => join(user, 'node_modules/@bitplane', ...parts);
  let bare: NodeJS.ProcessEnv;

  beforeAll(async () => {
    await install(programs);
    // Every program that this machine has, but for those that build.
    const bin = join(temporaryFolder(), 'bin');
    mkdirSync(bin);
    for (const folder of ['/usr/bin', '/bin', '/usr/local/bin'])
      for (const name of existsSync(folder) ? readdirSync(folder) : [])
        if (!BUILDERS.test(name) && !existsSync(join(bin, name)) && existsSync(join(folder, name)))
          symlinkSync(join(folder, name), join(bin, name));
    bare = { PATH: bin, XDG_CACHE_HOME: temporaryFolder() };
  });

  test('are of three kinds, static, and run', async () => {
    expect(programs.map((path) => /program-linux-[a-z0-9]+/.exec(path)![0])).toEqual(
      ['arm64', 'armv7', 'x64'].map((name) => `program-linux-${name}`),
    );
    for (const [name, emulator] of [
      ['program-linux-arm64', 'qemu-aarch64-static'],
      ['program-linux-armv7', 'qemu-arm-static'],
      ['program-linux-x64', 'qemu-x86_64-static'],
    ]) {
      const program = installed(name, 'bitplane');
      expect(readFileSync(program).includes('/lib/ld-')).toBe(false);
      const words = name === here ? [] : [emulator];
      if (words.length > 0 && findProgram(emulator) === null) continue;
      const vectors = join(workspaceRoot(), 'test/vectors/random-1');
      const verify = ['verify', '--model', join(vectors, 'model.bpm'), '--golden', join(vectors, 'golden.bpv')];
      await succeed('chmod', ['755', program]);
      const [command, ...args] = [...words, program, ...verify];
      expect(JSON.parse((await succeed(command, args)).stdout)).toMatchObject({ mismatches: 0 });
    }
  });

  test('run where nothing can be built', async () => {
    const { stdout } = await run(
      process.execPath,
      'bitplane-deployer',
      ['push', '--export', EXPORT, '--no-bench'],
      bare,
    );
    expect(stdout).toContain(`program: from @bitplane/${here}`);
    expect(stdout).toMatch(/^verify: \d+ tensors of 4 images, all bits equal$/m);

    const built = await run(process.execPath, 'bitplane-deployer', ['build'], bare);
    const path = /^program: (.*)$/m.exec(built.stdout)![1];
    expect(readFileSync(path).equals(readFileSync(installed(here, 'bitplane')))).toBe(true);
    const verified = await run(process.execPath, 'bitplane-converter', ['verify', '--out', join(user, EXPORT)], bare);
    expect(verified.stdout).toMatch(/C program, best kernels: logits = reference .*agrees/);
  });

  test('are used only if they are of the sources that are installed, and whole', async () => {
    const push = () =>
      runCommand(join(user, 'node_modules/.bin/bitplane-deployer'), ['push', '--export', EXPORT, '--no-bench'], {
        cwd: user,
        env: { ...env, ...bare },
      });
    const statement = installed(here, 'program.json');
    const text = readFileSync(statement, 'utf8');
    const { sources, program } = JSON.parse(text) as { sources: string; program: string };

    writeFileSync(statement, JSON.stringify({ sources, program: sources }));
    expect(await push()).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/E_FILE.*SHA-256/) as string });

    writeFileSync(statement, JSON.stringify({ sources: program, program }));
    const stale = await push();
    expect(stale.stdout).toContain('was built from other sources of the runtime, so it is not used');
    expect(stale).toMatchObject({ stderr: expect.stringMatching(/E_SETUP.*[Cc][Mm]ake/) as string });
    writeFileSync(statement, text);
  });
});
