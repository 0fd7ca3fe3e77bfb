// What a board says of itself, read from the answers to PROBE_SCRIPT.
import { elfArchitecture } from './elf';

export interface Probe {
  /** Linux or Darwin. */
  readonly system: string;
  /** What programs must be built for: the userland's, which may be 32 bits wide under a 64-bit kernel. x86_64, aarch64, arm, riscv64 … */
  readonly architecture: string;
  /** As uname -m has it. */
  readonly machine: string;
  readonly libc: string | null;
  readonly cpu: string;
  readonly cores: number;
  readonly features: readonly string[];
  readonly model: string;
  readonly governor: string | null;
  /** Type and degrees Celsius of each thermal zone. */
  readonly thermalZones: readonly { readonly type: string; readonly celsius: number }[];
  readonly loadAverage: number | null;
  readonly emulated: boolean;
  /** How SHA-256 sums are made there; null if they cannot be. */
  readonly checksumCommand: string | null;
  readonly hasTimeout: boolean;
  /** The built-in SSH server says so to the commands that it runs. */
  readonly standIn: boolean;
}

/** ARM's core names by implementer and part, from the table of util-linux' lscpu. */
const ARM_PARTS: Readonly<Record<string, string>> = {
  '0x41/0xb76': 'ARM1176',
  '0x41/0xc07': 'Cortex-A7',
  '0x41/0xc08': 'Cortex-A8',
  '0x41/0xc09': 'Cortex-A9',
  '0x41/0xc0f': 'Cortex-A15',
  '0x41/0xd03': 'Cortex-A53',
  '0x41/0xd04': 'Cortex-A35',
  '0x41/0xd05': 'Cortex-A55',
  '0x41/0xd07': 'Cortex-A57',
  '0x41/0xd08': 'Cortex-A72',
  '0x41/0xd09': 'Cortex-A73',
  '0x41/0xd0a': 'Cortex-A75',
  '0x41/0xd0b': 'Cortex-A76',
  '0x41/0xd0c': 'Neoverse-N1',
  '0x41/0xd40': 'Neoverse-V1',
  '0x41/0xd49': 'Neoverse-N2',
};

export function parseProbe(output: string): Probe {
  const answer = readAnswers(output);
  const machine = answer('machine') || 'unknown';
  const cpuinfo = readCpuinfo(answer('cpuinfo'));
  const apple = answer('apple').split('\n');
  const architecture =
    elfArchitecture(Uint8Array.from(words(answer('shell')), (byte) => parseInt(byte, 16))) ?? normalized(machine);
  const product = answer('product').split('\n').filter(Boolean).join(' ');
  const tools = words(answer('tools'));
  return {
    system: answer('system') || 'unknown',
    architecture,
    machine,
    libc: answer('libc') || (answer('musl') === '' ? null : 'musl'),
    cpu: cpuinfo('model name') ?? armCore(cpuinfo) ?? cpuinfo('uarch') ?? (apple[1] || machine),
    cores: Number(answer('cores') || apple[2]) || 1,
    features: words(cpuinfo('flags') ?? cpuinfo('features') ?? cpuinfo('isa') ?? ''),
    model: answer('model') || cpuinfo('model') || product || apple[0] || 'unknown',
    governor: answer('governor') || null,
    thermalZones: readThermalZones(answer('thermal')),
    loadAverage: numberOrNull(words(answer('load'))[0]),
    emulated: isEmulated(answer('model'), { architecture, cpu: answer('cpuinfo') }),
    checksumCommand: tools.includes('sha256sum') ? 'sha256sum' : tools.includes('shasum') ? 'shasum -a 256' : null,
    hasTimeout: tools.includes('timeout'),
    standIn: answer('stand-in') !== '',
  };
}

function readAnswers(output: string): (name: string) => string {
  const [, ...parts] = output.split(/^@@ ([\w-]+)\n/m);
  const answers = new Map(parts.flatMap((part, k) => (k % 2 === 0 ? [[part, parts[k + 1].trim()] as const] : [])));
  return (name) => answers.get(name) ?? '';
}

/** The first processor's fields, by lower-case name; `Model` of a Raspberry Pi stands after the last one. */
function readCpuinfo(text: string): (name: string) => string | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([^:]+?)\s*:\s*(.*)$/.exec(line);
    if (match === null) continue;
    const name = match[1].toLowerCase();
    // On x86, `model` is a number.
    if (!fields.has(name) && !(name === 'model' && /^\d+$/.test(match[2]))) fields.set(name, match[2].trim());
  }
  return (name) => fields.get(name);
}

function armCore(cpuinfo: (name: string) => string | undefined): string | undefined {
  const part = cpuinfo('cpu part');
  if (part === undefined) return undefined;
  const key = `${cpuinfo('cpu implementer')}/${part}`;
  return ARM_PARTS[key] ?? `ARM implementer/part ${key}`;
}

/** Hints of QEMU without KVM: its board's name, its processor's, or a processor of another architecture in /proc/cpuinfo, which qemu-user passes through. */
function isEmulated(model: string, { architecture, cpu }: { architecture: string; cpu: string }): boolean {
  const isArm = architecture === 'aarch64' || architecture.startsWith('arm');
  return /dummy-virt/.test(model) || /QEMU Virtual CPU|QEMU TCG/i.test(cpu) || (isArm && /^vendor_id/m.test(cpu));
}

function readThermalZones(text: string): Probe['thermalZones'] {
  return text.split('\n').flatMap((line) => {
    const match = /^(.+) (-?\d+)$/.exec(line);
    return match === null ? [] : [{ type: match[1], celsius: Number(match[2]) / 1000 }];
  });
}

const normalized = (machine: string): string =>
  machine === 'arm64' ? 'aarch64' : machine === 'amd64' ? 'x86_64' : machine;
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
const numberOrNull = (text: string | undefined): number | null =>
  text === undefined || Number.isNaN(Number(text)) ? null : Number(text);
