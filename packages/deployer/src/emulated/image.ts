// What an emulated board starts from: a kernel, an initial RAM disk and, for Debian, a disk.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { extractPackages, openApt } from './debian-packages';
import { openKernel } from './kernel';
import type { EmulatedKind } from './kinds';
import { runAsRoot, runTool, type ToolOptions } from './tools';

export interface BoardKeys {
  /** Files of OpenSSH's form: the board's own, and the public half of the user's. */
  readonly host: string;
  readonly user: string;
}

export const IMAGE_FILES = { kernel: 'vmlinuz', ramDisk: 'initrd.gz', disk: 'disk.img' } as const;

const GUEST = join(__dirname, 'guest');
const DISK_NBYTES = 512 * 2 ** 20;

export interface ImageOptions extends ToolOptions {
  /** For what a step is called. */
  readonly say: (line: string) => void;
}

/** Writes the files of an image into `folder`; `work` holds what is downloaded, and stays for the next time. */
export async function buildImage(
  kind: EmulatedKind,
  { folder, work, keys }: { readonly folder: string; readonly work: string; readonly keys: BoardKeys },
  options: ImageOptions,
): Promise<void> {
  options.say(`downloading Debian's packages for ${kind.architecture}`);
  const apt = await openApt(kind.architecture, work, options);
  const debs = await apt.download(kind.packages);
  const kernelDeb = await apt.downloadAlone(await apt.resolve(kind.kernel));
  const scratch = mkdtempSync(join(work, 'image-'));
  const at = (...parts: string[]): string => join(scratch, ...parts);
  try {
    options.say('extracting them');
    await runTool('dpkg-deb', ['-x', kernelDeb, at('kernel')], options);
    const root = at('root');
    makeRoot(root);
    await extractPackages(debs, root, options);
    const kernel = openKernel(at('kernel'), options);
    furnish(root, kind, keys);
    mkdirSync(folder, { recursive: true });
    cpSync(kernel.image, join(folder, IMAGE_FILES.kernel));
    options.say('packing them');
    if (kind.root === 'memory') {
      await kernel.copyModules(kind.modules, join(root, 'modules'));
      cpSync(join(GUEST, 'tiny-init.sh'), join(root, 'init'));
      linkBusybox(root);
      await packRamDisk(root, join(folder, IMAGE_FILES.ramDisk), options);
    } else {
      await packRamDisk(await diskLoader(at('loader'), root, kind, kernel), join(folder, IMAGE_FILES.ramDisk), options);
      await packDisk(root, join(folder, IMAGE_FILES.disk), options);
    }
  } finally {
    // Files of another owner, in a namespace, are removed in the same way.
    await runAsRoot('rm', ['-rf', scratch], { ...options, signal: new AbortController().signal });
  }
}

/** Debian's merged /usr, which its packages expect. */
function makeRoot(root: string): void {
  for (const name of ['bin', 'sbin', 'lib']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(root, name));
  }
  for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'etc/ssh', 'root', 'home/pi/.ssh', 'root/.ssh', 'usr/sbin']) {
    mkdirSync(join(root, name), { recursive: true });
  }
  chmodSync(join(root, 'tmp'), 0o1777);
}

/** Users, keys and the first process. */
function furnish(root: string, { root: where, host }: EmulatedKind, keys: BoardKeys): void {
  const shell = where === 'disk' ? '/bin/bash' : '/bin/sh';
  const write = (path: string, text: string, mode = 0o644): void => writeFileSync(join(root, path), text, { mode });
  const users = [
    `root:x:0:0:root:/root:${shell}`,
    'sshd:x:101:65534::/run/sshd:/usr/sbin/nologin',
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
    `pi:x:1000:1000:pi:/home/pi:${shell}`,
  ];
  write('etc/passwd', users.map((line) => `${line}\n`).join(''));
  write('etc/group', 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\npi:x:1000:\n');
  write('etc/shadow', users.map((line) => `${line.split(':')[0]}:*:19000:0:99999:7:::\n`).join(''), 0o640);
  write('etc/nsswitch.conf', 'passwd: files\ngroup: files\nshadow: files\nhosts: files\n');
  write('etc/hostname', `${host}\n`);
  write('etc/hosts', `127.0.0.1 localhost ${host}\n`);
  write('etc/shells', '/bin/sh\n/bin/bash\n');
  write('etc/ssh/ssh_host_ed25519_key', keys.host, 0o600);
  for (const home of ['home/pi', 'root']) {
    write(`${home}/.ssh/authorized_keys`, `${keys.user}\n`, 0o600);
    chmodSync(join(root, home, '.ssh'), 0o700);
  }
  if (where === 'memory') return;
  cpSync(join(GUEST, 'sshd_config'), join(root, 'etc/ssh/sshd_config'));
  cpSync(join(GUEST, 'debian-init.sh'), join(root, 'usr/sbin/board-init'));
  chmodSync(join(root, 'usr/sbin/board-init'), 0o755);
}

/** The RAM disk of a board with a disk. Returns its folder. */
async function diskLoader(
  folder: string,
  root: string,
  { modules }: EmulatedKind,
  kernel: ReturnType<typeof openKernel>,
): Promise<string> {
  for (const name of ['bin', 'dev', 'proc', 'root-of-disk']) mkdirSync(join(folder, name), { recursive: true });
  cpSync(busyboxIn(root), join(folder, 'bin/busybox'));
  symlinkSync('busybox', join(folder, 'bin/sh'));
  await kernel.copyModules(modules, join(folder, 'modules'));
  cpSync(join(GUEST, 'ramdisk-init.sh'), join(folder, 'init'));
  return folder;
}

const busyboxIn = (root: string): string =>
  ['usr/bin/busybox', 'bin/busybox'].map((path) => join(root, path)).find((path) => existsSync(path))!;

/** The names under which the tiny board calls its one program. */
const APPLETS = [
  ...['sh', 'ash', 'cat', 'chmod', 'chown', 'cp', 'cut', 'date', 'dd', 'df', 'echo', 'env', 'find', 'free', 'grep'],
  ...['gzip', 'head', 'hostname', 'id', 'insmod', 'ip', 'kill', 'ln', 'ls', 'mkdir', 'mktemp', 'mount', 'mv', 'nice'],
  ...['printf', 'ps', 'pwd', 'readlink', 'rm', 'rmdir', 'sed', 'sha256sum', 'sleep', 'sort', 'stat', 'sync', 'tail'],
  ...['tee', 'test', 'timeout', 'touch', 'tr', 'true', 'false', 'umount', 'uname', 'uptime', 'wc', 'which', 'xargs'],
];

function linkBusybox(root: string): void {
  const busybox = busyboxIn(root);
  const bin = join(root, 'usr/bin');
  const there = new Set(readdirSync(bin));
  for (const name of APPLETS) if (!there.has(name)) symlinkSync(busybox.slice(root.length), join(bin, name));
}

async function packRamDisk(folder: string, file: string, options: ToolOptions): Promise<void> {
  chmodSync(join(folder, 'init'), 0o755);
  const script = 'find . | cpio -o -H newc --quiet -R 0:0 | gzip -1 > "$1"';
  await runAsRoot('sh', ['-e', '-c', script, 'sh', file], { ...options, cwd: folder });
}

async function packDisk(root: string, file: string, options: ToolOptions): Promise<void> {
  rmSync(file, { force: true });
  writeFileSync(file, '');
  truncateSync(file, DISK_NBYTES);
  const words = ['-q', '-F', '-t', 'ext4', '-d', root, '-L', 'board', '-O', '^has_journal', '-E', 'lazy_itable_init=1'];
  await runAsRoot('mke2fs', [...words, file], options);
}
