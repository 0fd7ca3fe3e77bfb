// /proc/cpuinfo: the processor's name and features, how many processors there are, and signs that it is not this
// board's.

export interface Cpuinfo {
  /** The first processor's fields, by lower-case name; `Model` of a Raspberry Pi comes after the last one. */
  readonly field: (name: string) => string | undefined;
  /** The lines `processor : 3`; 0 if it has none, as on old kernels for one ARM core. */
  readonly numProcessors: number;
  /** Null if it does not say. */
  readonly name: string | null;
  readonly features: readonly string[];
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

export function readCpuinfo(text: string): Cpuinfo {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([^:]+?)\s*:\s*(.*)$/.exec(line);
    if (match === null) continue;
    const name = match[1].toLowerCase();
    // On x86, `model` is a number.
    if (!fields.has(name) && !(name === 'model' && /^\d+$/.test(match[2]))) fields.set(name, match[2].trim());
  }
  const field = (name: string) => fields.get(name);
  return {
    field,
    numProcessors: text.match(/^processor\s*:\s*\d+\s*$/gm)?.length ?? 0,
    name: nameOf(field),
    features: (field('flags') ?? field('features') ?? field('isa') ?? '').split(/\s+/).filter(Boolean),
  };
}

/**
 * Whether an emulator answered: qemu-user passes the computer's own /proc/cpuinfo through to programs of another
 * architecture, or, on RISC-V, writes one that says so; on ARM it writes one, since 8.2, with the implementer of `-cpu
 * max`, 0, which Arm leaves to software.
 */
export function isForeign({ field }: Cpuinfo, architecture: string): boolean {
  const isX86 = /^(x86_64|i386)$/.test(architecture);
  const isArm = /^(aarch64|arm)/.test(architecture);
  const isRiscv = /^riscv/.test(architecture);
  const implementer = field('cpu implementer');
  if (field('vendor_id') !== undefined && (isArm || isRiscv)) return true;
  if (implementer !== undefined && (isX86 || isRiscv || Number(implementer) === 0)) return true;
  return /^qemu$/i.test(field('uarch') ?? '') || /QEMU Virtual CPU|QEMU TCG/i.test(field('model name') ?? '');
}

/** A 32-bit ARM kernel gives every core the `model name` "ARMv7 Processor rev 3 (v7l)": the part says more. */
function nameOf(field: Cpuinfo['field']): string | null {
  const part = field('cpu part');
  const key = `${field('cpu implementer')}/${part}`;
  const modelName = field('model name');
  const isGeneral = /^ARM.* Processor rev \d/i.test(modelName ?? '');
  if (part !== undefined && key in ARM_PARTS) return ARM_PARTS[key];
  if (modelName !== undefined && !(isGeneral && part !== undefined)) return modelName;
  return part === undefined ? (field('uarch') ?? null) : `ARM implementer/part ${key}`;
}
