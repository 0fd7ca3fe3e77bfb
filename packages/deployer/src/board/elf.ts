// The first bytes of an ELF file: which machine it is for. System V ABI, "ELF header".

/** Bytes of the header that tell: up to e_flags of a 32-bit file. */
export const ELF_HEAD_NBYTES = 40;

const MACHINES: Readonly<Record<string, string>> = {
  '3/32': 'i386',
  '40/32': 'arm',
  '62/64': 'x86_64',
  '183/64': 'aarch64',
  '243/32': 'riscv32',
  '243/64': 'riscv64',
};
const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const EF_ARM_ABI_FLOAT_SOFT = 0x200;

/**
 * The architecture of a program for Linux, `arm-softfloat` for the old ARM ABI; null if it is no ELF file, its numbers
 * if they are not known.
 */
export function elfArchitecture(head: Uint8Array): string | null {
  if (head.length < ELF_HEAD_NBYTES || MAGIC.some((byte, k) => head[k] !== byte)) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const bits = head[4] === 2 ? 64 : 32;
  const littleEndian = head[5] === 1;
  const machine = view.getUint16(18, littleEndian);
  const key = `${machine}/${bits}`;
  const name = littleEndian ? MACHINES[key] : undefined;
  if (name === 'arm' && (view.getUint32(36, true) & EF_ARM_ABI_FLOAT_SOFT) !== 0) return 'arm-softfloat';
  return name ?? `ELF machine ${key}${littleEndian ? '' : ', big-endian'}`;
}
