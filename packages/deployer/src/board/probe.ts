// What a board says of itself, read from the output of PROBE_SCRIPT.
import { isForeign, readCpuinfo } from './cpuinfo';
import { elfArchitecture } from './elf';

export interface Probe {
  /** Linux or Darwin. */
  readonly system: string;
  /**
   * What programs must be built for: the userland's, which may be 32 bits wide under a 64-bit kernel. x86_64, aarch64,
   * arm, riscv64 …
   */
  readonly architecture: string;
  /** As uname -m has it. */
  readonly machine: string;
  readonly libc: string | null;
  readonly cpu: string;
  /** Null if the board does not say. */
  readonly cores: number | null;
  readonly features: readonly string[];
  /** Bytes that programs can have, swap included; null if the board does not say. */
  readonly freeMemory: number | null;
  readonly model: string;
  readonly emulated: boolean;
  /** How SHA-256 sums are made there; null if they cannot be. */
  readonly checksumCommand: string | null;
  readonly timeout: TimeoutForm | null;
  /** The login folder, where relative paths start; null if the user's home is not there. */
  readonly home: string | null;
  /** The built-in SSH server says so to the commands that it runs. */
  readonly standIn: boolean;
}

/** How the board's `timeout` takes its seconds: as the first operand, or, in busybox before 1.30, with -t. */
export type TimeoutForm = 'operand' | 'option';

/** What the board is, where it does not say. */
export const UNKNOWN = 'unknown';

/** Whether a script of questions has come to its end. */
export const isWholeAnswer = (output: string): boolean => readAnswers(output)('end') !== '';

/** Whether a board has answered to the end: the last answer is there, and some before it. */
export const isWhole = (output: string): boolean => {
  const answer = readAnswers(output);
  return isWholeAnswer(output) && ['system', 'machine', 'shell', 'cpuinfo'].some((name) => answer(name) !== '');
};

export function parseProbe(output: string): Probe {
  const answer = readAnswers(output);
  const machine = answer('machine') || UNKNOWN;
  const cpuinfo = readCpuinfo(answer('cpuinfo'));
  const apple = answer('apple').split('\n');
  const architecture =
    elfArchitecture(Uint8Array.from(words(answer('shell')), (byte) => parseInt(byte, 16))) ?? normalized(machine);
  const product = answer('product').split('\n').filter(Boolean).join(' ');
  return {
    system: answer('system') || UNKNOWN,
    architecture,
    machine,
    libc: answer('libc') || (answer('musl') === '' ? null : 'musl'),
    cpu: cpuinfo.name ?? (apple[1] || machine),
    cores: firstCount(answer('cores'), answer('nproc'), String(cpuinfo.numProcessors), apple[2]),
    features: cpuinfo.features,
    freeMemory: freeMemoryOf(answer('memory')),
    model: answer('model') || cpuinfo.field('model') || product || apple[0] || UNKNOWN,
    // A virtual board of QEMU has a devicetree that names it.
    emulated: /dummy-virt|qemu/i.test(answer('model')) || isForeign(cpuinfo, architecture),
    checksumCommand: answer('checksum').split('\n')[0] || null,
    timeout: (['operand', 'option'] as const).find((form) => form === answer('timeout')) ?? null,
    home: answer('home') || null,
    standIn: answer('stand-in') !== '',
  };
}

/** The answer to each question of a script, by its name; '' where there is none. */
export function readAnswers(output: string): (name: string) => string {
  const [, ...parts] = output.split(/^@@ ([\w-]+)\n/m);
  const answers = new Map(parts.flatMap((part, k) => (k % 2 === 0 ? [[part, parts[k + 1].trim()] as const] : [])));
  return (name) => answers.get(name) ?? '';
}

/** Of /proc/meminfo, in kB; MemAvailable is there since Linux 3.14. */
function freeMemoryOf(text: string): number | null {
  const field = (name: string): number | undefined => {
    const match = new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text);
    return match === null ? undefined : 1024 * Number(match[1]);
  };
  const free = field('MemFree');
  if (free === undefined) return null;
  const available = field('MemAvailable') ?? free + (field('Buffers') ?? 0) + (field('Cached') ?? 0);
  return available + (field('SwapFree') ?? 0);
}

const normalized = (machine: string): string =>
  machine === 'arm64' ? 'aarch64' : machine === 'amd64' ? 'x86_64' : machine;
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
/** The first text that is a whole number above 0. */
const firstCount = (...texts: (string | undefined)[]): number | null =>
  texts.map(Number).find((count) => Number.isInteger(count) && count > 0) ?? null;
