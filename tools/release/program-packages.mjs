// Packages with a program for boards, built by zig from the sources that travel in the deployer's package. Users
// install those of the boards that they have: the deployer, which pushes to other machines than its own, must be able
// to have any of them, so they are restricted to no system and no processor.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { command } from '../setup/command.mjs';
import { cacheFolder, root } from '../setup/places.mjs';

const MACHINES = {
  'program-linux-arm64': '64-bit ARM',
  'program-linux-armv7': '32-bit ARM, ARMv7',
  'program-linux-x64': 'x86-64',
};

/** Whether a tarball holds a program instead of code. */
export const isProgramPackage = (tarball) => basename(tarball).startsWith('bitplane-program-');

/**
 * Builds them in `folder`, where the deployer is compiled, and resolves to their names there. commit: of the sources,
 * null where files differ from it. Throws without zig.
 */
export async function stageProgramPackages(folder, commit) {
  const zig = process.env.BITPLANE_ZIG || cacheFolder('ziglang', 'zig');
  if (!existsSync(zig)) throw new Error(`expected zig at ${zig}, found nothing: npm run setup -- --only zig`);
  const deployer = createRequire(import.meta.url)(join(folder, 'deployer/dist/prebuilt-package.js'));
  const runtime = join(folder, 'deployer/runtime-c');
  const sources = deployer.hashSources(runtime);
  for (const [toolchain, name] of Object.entries(deployer.PREBUILT_PACKAGES)) {
    const program = await build(runtime, { toolchain, out: join(folder, `build-${name}`), zig });
    const to = join(folder, name);
    mkdirSync(to);
    copyFileSync(program, join(to, deployer.PROGRAM_FILE));
    copyFileSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
    const statement = { sources, program: deployer.sha256(readFileSync(program)) };
    writeFileSync(join(to, deployer.STATEMENT_FILE), `${JSON.stringify(statement, null, 2)}\n`);
    writeFileSync(join(to, 'README.md'), readmeOf(name));
    const files = [deployer.PROGRAM_FILE, deployer.STATEMENT_FILE];
    writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifestOf(name, { files, commit }), null, 2)}\n`);
  }
  return Object.values(deployer.PREBUILT_PACKAGES);
}

/** musl makes it static, so that it runs on every Linux of its processor. */
async function build(runtime, { toolchain, out, zig }) {
  // Its own cache, in which the libc that it builds first, for minutes, is kept.
  const zigCache = process.env.ZIG_GLOBAL_CACHE_DIR ?? cacheFolder('zig-cache');
  const options = { env: { ...process.env, BITPLANE_ZIG: zig, ZIG_GLOBAL_CACHE_DIR: zigCache } };
  const settings = {
    CMAKE_TOOLCHAIN_FILE: join(runtime, 'cmake/toolchains', `${toolchain}.cmake`),
    CMAKE_BUILD_TYPE: 'Release',
    BITPLANE_LIBC: 'musl',
  };
  const definitions = Object.entries(settings).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  await command('cmake', ['-S', runtime, '-B', out, ...definitions], options);
  await command('cmake', ['--build', out, '--target', 'bitplane-program', '--parallel', '2'], options);
  return join(out, 'bitplane');
}

const describe = (name) => `The on-board program of Bitplane for Linux on ${MACHINES[name]}, static.`;

function manifestOf(name, { files, commit }) {
  const { version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    ...{ name: `@bitplane/${name}`, version, description: describe(name), license },
    ...(commit === null ? {} : { gitHead: commit }),
    ...{ engines, type: 'commonjs', exports: { './package.json': './package.json' }, files },
    publishConfig: { access: 'public' },
  };
}

const readmeOf = (name) => `# @bitplane/${name}

${describe(name)}

    npm install @bitplane/deployer @bitplane/${name}

The deployer then sends this program to boards of this kind instead of building one, which takes CMake and zig. It
uses it only if \`program.json\` has the hash of the runtime's sources that travel in the deployer: install the same
version of both.
`;
