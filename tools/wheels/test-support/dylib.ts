// What a shared library of macOS says of itself: Apple's Mach-O format, 64 bits, little-endian (mach-o/loader.h).

export interface Dylib {
  /** CPU_TYPE_ARM64 or CPU_TYPE_X86_64. */
  readonly cpu: number;
  /** 6 is MH_DYLIB. */
  readonly fileType: number;
  readonly name: string | null;
  /** The oldest system that it runs on. */
  readonly minSystem: string | null;
  /** What it loads. */
  readonly libraries: readonly string[];
  readonly isSigned: boolean;
  /** Symbols that others may use. */
  readonly exported: readonly string[];
}

const MAGIC = 0xfeedfacf;
const HEADER_NBYTES = 32;
const [SYMTAB, LOAD_DYLIB, ID_DYLIB, CODE_SIGNATURE, BUILD_VERSION] = [0x2, 0xc, 0xd, 0x1d, 0x32];

/** Throws an Error for other files. */
export function readDylib(file: Uint8Array): Dylib {
  const bytes = Buffer.from(file);
  const u32 = (at: number): number => bytes.readUInt32LE(at);
  const text = (at: number): string => bytes.toString('latin1', at, bytes.indexOf(0, at));
  if (u32(0) !== MAGIC) throw new Error(`expected a Mach-O file, got one that starts with ${u32(0).toString(16)}`);
  const commands: { readonly kind: number; readonly at: number }[] = [];
  for (let at = HEADER_NBYTES; commands.length < u32(16); at += u32(at + 4)) commands.push({ kind: u32(at), at });
  const all = <Value>(kind: number, read: (at: number) => Value): Value[] =>
    commands.filter((command) => command.kind === kind).map(({ at }) => read(at));
  const nameAt = (at: number): string => text(at + u32(at + 8));
  const symbolsAt = (at: number): string[] =>
    Array.from({ length: u32(at + 12) }, (_, k) => u32(at + 8) + 16 * k)
      .filter((symbol) => (bytes[symbol + 4] & 0x0f) === 0x0f) // in a section, and external
      .map((symbol) => text(u32(at + 16) + u32(symbol)));
  return {
    ...{ cpu: u32(4), fileType: u32(12) },
    name: all(ID_DYLIB, nameAt)[0] ?? null,
    minSystem: all(BUILD_VERSION, (at) => `${u32(at + 12) >> 16}.${(u32(at + 12) >> 8) & 0xff}`)[0] ?? null,
    libraries: all(LOAD_DYLIB, nameAt),
    isSigned: all(CODE_SIGNATURE, () => true).length > 0,
    exported: all(SYMTAB, symbolsAt).flat(),
  };
}
