// Native npm packages come as one optional package a platform. npm ci requires all of them in the lock file, those of
// other platforms too, but a registry that serves one platform only leaves them out when npm writes it.

const OS = ['darwin', 'linux', 'win32', 'freebsd', 'android', 'openharmony'];
const CPU = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64'];
const LIBC = { gnu: 'glibc', musl: 'musl' };

/** The optional packages that a lock file names and does not hold: [{ name, version, dev }]. */
export const findMissingPlatforms = ({ packages }) =>
  Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages))
      .map(([name, version]) => ({ name, version, dev })),
  );

/** The lock file with an entry for each of them. They have no integrity: the bytes were not seen. */
export function addMissingPlatforms(lock) {
  const added = findMissingPlatforms(lock).map(({ name, version, dev }) => [
    `node_modules/${name}`,
    { version, ...platformOf(name), ...(dev ? { dev } : {}), optional: true },
  ]);
  const packages = [...Object.entries(lock.packages), ...added].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(packages) };
}

/** What such a package's name says: @swc/core-linux-arm64-musl → os linux, cpu arm64, libc musl. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = OS.filter((word) => words.includes(word));
  // arm's ABI is another word, or part of the same one.
  const cpu = CPU.filter((word) => words.includes(word) || (word === 'arm' && words.includes('armv7')));
  const libc = LIBC[words.at(-1)];
  if (os.length !== 1 || cpu.length !== 1)
    throw new Error(`"${name}" does not say its platform: add it to package-lock.json by hand`);
  return { os, cpu, ...(libc ? { libc: [libc] } : {}) };
}
