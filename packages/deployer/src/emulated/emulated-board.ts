// The life of an emulated board: made once, started from a saved state, stopped.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cacheFolder, lockFolder, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { freePort } from '../free-port';
import { connect, exec, resolveTarget } from '../ssh';
import { writeOwnConfig } from '../ssh/own-config';
import { keyFile } from '../ssh/local-server/keys';
import { buildImage, IMAGE_FILES } from './image';
import { EMULATED_KINDS, type EmulatedKind } from './kinds';
import { machineWords, waitForSshd } from './machine';
import { openQmp } from './qmp';
import { requireTools, runTool } from './tools';

export interface RunningBoard {
  /** Its name for ssh. */
  readonly host: string;
  readonly pid: number;
  readonly port: number;
  /** Names it by `host` of its kind, with its keys, for --ssh-config. */
  readonly sshConfig: string;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** For a first start under load; a saved state needs a second or two. */
const BOOT_SECONDS = 240;
const RESUME_SECONDS = 60;
const STOP_MS = 5000;

const OVERLAY = 'state/overlay.qcow2';
const STATE = 'state/memory';

/** A kind of board, and the folder that holds all of it. */
export interface Place {
  readonly kind: EmulatedKind;
  readonly folder: string;
}

export const placeOf = (kind: EmulatedKind, home = cacheFolder('emulated-boards')): Place => ({
  kind,
  folder: join(home, kind.name),
});

/** Null: it does not run. */
export function runningBoard({ kind: { host }, folder }: Place): RunningBoard | null {
  try {
    const { pid, port } = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')) as RunningBoard;
    return isQemu(pid) ? { host, pid, port, sshConfig: join(folder, 'ssh_config') } : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** All that run, in the order of the kinds. */
export const runningBoards = (): RunningBoard[] => EMULATED_KINDS.flatMap((kind) => runningBoard(placeOf(kind)) ?? []);

/** A process number may have come to another program after a reboot. */
const isQemu = (pid: number): boolean =>
  /qemu-system/.test(spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '');

/**
 * Starts it, if it does not run; makes it first, if it is not there or was made otherwise. Throws E_SETUP where QEMU or
 * another tool is missing, E_PROGRAM with the log's last lines where it does not start, E_INTERRUPTED.
 */
export async function startEmulatedBoard(place: Place, options: StartOptions): Promise<RunningBoard> {
  requireTools(place.kind);
  const release = await lockFolder(place.folder, options.signal);
  try {
    const running = runningBoard(place);
    if (running !== null) return running;
    await makeBoard(place, options);
    return await resume(place, options);
  } finally {
    release();
  }
}

/** Returns whether there was one to stop. What was written on its disk is gone. */
export async function stopEmulatedBoard(place: Place): Promise<boolean> {
  const board = runningBoard(place);
  if (board === null) return false;
  process.kill(board.pid, 'SIGTERM');
  const end = performance.now() + STOP_MS;
  while (isQemu(board.pid)) {
    if (performance.now() > end) process.kill(board.pid, 'SIGKILL');
    await setTimeout(20);
  }
  rmSync(join(place.folder, 'running.json'), { force: true });
  return true;
}

async function makeBoard(place: Place, options: StartOptions): Promise<void> {
  const { kind, folder } = place;
  const stamp = join(folder, 'stamp');
  const recipe = recipeOf(kind);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe) return;
  const image = join(folder, 'image');
  const state = join(folder, 'state');
  const work = join(folder, 'apt');
  for (const path of [stamp, image, state]) rmSync(path, { recursive: true, force: true });
  for (const path of [work, state]) mkdirSync(path, { recursive: true });
  const keys = { host: keyFile(folder, 'host_ed25519').privateKey, user: keyFile(folder, 'id_ed25519').publicKey };
  const draft = `${image}.draft`;
  rmSync(draft, { recursive: true, force: true });
  await buildImage(kind, { folder: draft, work, keys }, options);
  renameSync(draft, image);
  await saveState(place, options);
  writeWhole(stamp, recipe);
}

/** Whatever the image and the state depend on. */
function recipeOf(kind: EmulatedKind): string {
  const hash = createHash('sha256').update(JSON.stringify(kind));
  for (const folder of [__dirname, join(__dirname, 'guest')]) {
    for (const name of readdirSync(folder).sort()) {
      const file = join(folder, name);
      if (statSync(file).isFile() && !name.endsWith('.test.ts')) hash.update(name).update(readFileSync(file));
    }
  }
  const version = spawnSync(kind.qemu.program, ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0];
  return `${hash.digest('hex')}\n${version}\n`;
}

/** Starts it for the first time, and keeps its memory and its disk as they are then. */
async function saveState(place: Place, { signal, say }: StartOptions): Promise<void> {
  say('starting it for the first time');
  const { kind, folder } = place;
  if (kind.root === 'disk') {
    const words = ['create', '-q', '-f', 'qcow2', '-b', `../image/${IMAGE_FILES.disk}`, '-F', 'raw', OVERLAY];
    await runTool('qemu-img', words, { cwd: folder, signal });
  }
  const port = await freePort();
  const words = machineWords(kind, { image: 'image', overlay: overlayOf(kind) }, port);
  const log = openSync(join(folder, 'qemu.log'), 'w');
  const child = spawn(kind.qemu.program, [...words, '-qmp', 'stdio'], {
    cwd: folder,
    signal,
    stdio: ['pipe', 'pipe', log],
  });
  closeSync(log);
  const ended = endOf(child);
  try {
    const qmp = await openQmp(child).catch(async () => {
      await ended;
      throw notStarted(place);
    });
    await requireSshd(place, { port, seconds: BOOT_SECONDS, child });
    // What was written is on the disk then.
    await setTimeout(1000);
    await qmp.execute('migrate', { uri: `exec:cat > ${STATE}` });
    for (;;) {
      const { status } = (await qmp.execute('query-migrate')) as { status: string };
      if (status === 'completed') break;
      if (status === 'failed') throw new BitplaneError('E_PROGRAM', `QEMU could not save the state of ${kind.name}`);
      await setTimeout(50);
    }
    await qmp.execute('quit').catch(() => undefined);
    await ended;
  } catch (error) {
    if (signal.aborted) throw new BitplaneError('E_INTERRUPTED', 'ended by the user while the board started');
    throw error;
  } finally {
    child.kill('SIGKILL');
  }
}

const overlayOf = ({ root }: EmulatedKind, more = ''): string | null =>
  root === 'disk' ? `file=${OVERLAY},format=qcow2${more}` : null;

/** Starts from the saved state, with the clock of this computer. It goes on when this process has ended. */
async function resume(place: Place, { signal }: StartOptions): Promise<RunningBoard> {
  const { kind, folder } = place;
  const port = await freePort();
  const words = machineWords(kind, { image: 'image', overlay: overlayOf(kind, ',snapshot=on') }, port);
  const log = openSync(join(folder, 'qemu.log'), 'w');
  const child = spawn(kind.qemu.program, [...words, '-incoming', `exec:cat < ${STATE}`], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  try {
    await requireSshd(place, { port, seconds: RESUME_SECONDS, child });
    const board = { host: kind.host, pid: child.pid!, port, sshConfig: writeSshConfig(place, port) };
    await setClock(kind, board.sshConfig, signal);
    writeWhole(join(folder, 'running.json'), `${JSON.stringify({ pid: board.pid, port })}\n`);
    return board;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

const endOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => child.once('error', () => resolve()).once('close', () => resolve()));

interface Waiting {
  readonly port: number;
  readonly seconds: number;
  readonly child: ChildProcess;
}

async function requireSshd(place: Place, { port, seconds, child }: Waiting): Promise<void> {
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  if (!(await waitForSshd(port, seconds, isOver))) throw notStarted(place);
}

/** With what QEMU and the board's console said last. */
function notStarted({ kind, folder }: Place): BitplaneError {
  const last = ['qemu.log', 'console.log'].flatMap((name) => {
    const file = join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-3) : [];
  });
  const said = last.filter(Boolean).join(' | ') || 'nothing';
  return new BitplaneError(
    'E_PROGRAM',
    `expected sshd of the emulated board ${kind.name} to respond, got ${said}: see console.log and qemu.log in ${folder}`,
  );
}

/** Root may log in as well, to set the clock. */
const writeSshConfig = ({ kind: { host }, folder }: Place, port: number): string =>
  writeOwnConfig(folder, {
    ...{ host, port, user: 'pi' },
    identity: keyFile(folder, 'id_ed25519').file,
    hostKey: keyFile(folder, 'host_ed25519').publicKey,
  });

/** The state has the time at which it was saved. */
async function setClock({ host }: EmulatedKind, sshConfig: string, signal: AbortSignal): Promise<void> {
  const link = await connect(resolveTarget(`root@${host}`, sshConfig), signal);
  try {
    const now = Math.round(Date.now() / 1000);
    await exec(link, `date -s @${now}`, { name: 'setting the clock', timeoutSeconds: 30, onTimeout: '', signal });
  } finally {
    await link.close();
  }
}
