// QEMU's command line for a board, and the wait until its sshd responds.
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { EmulatedKind } from './kinds';
import { IMAGE_FILES } from './image';

export interface MachineFiles {
  /** Relative to the folder in which QEMU runs, as all paths are: they need no quoting then. */
  readonly image: string;
  /** Of the disk's changes; null: there is no disk. */
  readonly overlay: string | null;
}

export const machineWords = (
  { qemu: { machine, cpu, cores, memory, clock } }: EmulatedKind,
  { image, overlay }: MachineFiles,
  port: number,
): string[] => [
  ...['-M', machine, '-cpu', cpu, '-smp', String(cores), '-m', String(memory)],
  ...(clock === 'instructions' ? ['-icount', 'shift=0'] : []),
  ...['-nographic', '-nodefaults', '-no-reboot', '-monitor', 'none', '-serial', 'file:console.log'],
  ...['-kernel', `${image}/${IMAGE_FILES.kernel}`, '-initrd', `${image}/${IMAGE_FILES.ramDisk}`],
  ...['-append', 'console=ttyAMA0 quiet panic=-1 mitigations=off random.trust_cpu=on'],
  ...(overlay === null ? [] : ['-drive', `if=none,id=disk,${overlay}`, '-device', 'virtio-blk-pci,drive=disk']),
  // Nobody but this computer reaches the board, and the board reaches nobody.
  ...['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
  ...['-device', 'virtio-net-pci,netdev=net,romfile=', '-device', 'virtio-rng-pci'],
];

const BANNER_MS = 700;
const PAUSE_MS = 50;

/** Whether sshd has said "SSH-" within these seconds. `isOver` ends the wait early. */
export async function waitForSshd(port: number, seconds: number, isOver: () => boolean): Promise<boolean> {
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end && !isOver()) {
    if (await saysSsh(port)) return true;
    await setTimeout(PAUSE_MS);
  }
  return false;
}

/** QEMU accepts before the board listens, and its first packet is then lost for seconds: each try is a new one. */
const saysSsh = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(BANNER_MS, () => end(false));
    socket.once('data', (data) => end(data.toString('latin1').startsWith('SSH-')));
    socket.on('error', () => end(false)).on('end', () => end(false));
  });
