import { describeBoard, sourceOf } from './describe';
import { boardOf } from './kinds';
import { isWhole, parseProbe } from './probe';
import { probeThisMachine } from './this-machine';

const ELF = '7f 45 4c 46';
/** First 40 bytes of /bin/sh: class, machine, and for ARM the flags. */
const shell = (bits: 32 | 64, machine: string, flags = '00 00 00 00') =>
  `${ELF} 0${bits / 32} 01 01 00 00 00 00 00 00 00 00 00 03 00 ${machine} 01 00 00 00 ${'00 '.repeat(12)}${flags}`;

const answers = (sections: Record<string, string>): string =>
  Object.entries(sections)
    .map(([name, text]) => `\n@@ ${name}\n${text}\n`)
    .join('');

const PI4_CPUINFO = `processor\t: 0
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm crc32 cpuid
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x0
CPU part\t: 0xd08
CPU revision\t: 3

Hardware\t: BCM2835
Revision\t: c03111
Model\t\t: Raspberry Pi 4 Model B Rev 1.1
`;

const PI4 = {
  system: 'Linux',
  machine: 'aarch64',
  shell: shell(64, 'b7 00'),
  libc: 'glibc 2.36',
  cores: '4',
  cpuinfo: PI4_CPUINFO,
  model: 'Raspberry Pi 4 Model B Rev 1.1',
  checksum: 'sha256sum',
  timeout: 'operand',
  home: '/home/pi',
};

test('knows a Raspberry Pi 4', () => {
  const probe = parseProbe(`a banner of the login shell\n${answers(PI4)}`);
  expect(describeBoard(probe)).toEqual({
    model: 'Raspberry Pi 4 Model B Rev 1.1',
    architecture: 'aarch64',
    libc: 'glibc 2.36',
    cpu: 'Cortex-A72',
    cores: 4,
    features: ['asimd'],
    stand_in: false,
  });
  expect(boardOf(probe).name).toBe('raspberry-pi');
  expect(sourceOf(probe)).toBe('board');
});

test('builds for 32 bits where a 64-bit kernel runs a 32-bit userland', () => {
  const probe = parseProbe(answers({ ...PI4, shell: shell(32, '28 00', '00 04 00 05') }));
  expect([probe.machine, probe.architecture]).toEqual(['aarch64', 'arm']);
});

test('tells the soft-float ABI, which our programs cannot run under', () => {
  expect(parseProbe(answers({ ...PI4, shell: shell(32, '28 00', '00 02 00 05') })).architecture).toBe('arm-softfloat');
});

test('falls back on uname where /bin/sh is no ELF file', () => {
  expect(
    parseProbe(
      answers({ system: 'Darwin', machine: 'arm64', apple: 'Mac14,2\nApple M2\n8', checksum: 'shasum -a 256' }),
    ),
  ).toMatchObject({
    architecture: 'aarch64',
    model: 'Mac14,2',
    cpu: 'Apple M2',
    cores: 8,
    checksumCommand: 'shasum -a 256',
    timeout: null,
  });
});

test.each([
  ['a virtual board of QEMU', { ...PI4, model: 'linux,dummy-virt' }],
  ['a PC of QEMU', { machine: 'x86_64', cpuinfo: 'model name\t: QEMU Virtual CPU version 2.5+' }],
  ['a virtual RISC-V board of QEMU', { machine: 'riscv64', model: 'riscv-virtio,qemu' }],
  ["an Intel's cpuinfo under qemu-aarch64", { ...PI4, cpuinfo: 'vendor_id\t: GenuineIntel\nmodel name\t: Xeon' }],
  ["an AMD's cpuinfo under qemu-riscv64", { machine: 'riscv64', cpuinfo: 'processor\t: 0\nvendor_id\t: AuthenticAMD' }],
  ["an ARM's cpuinfo under qemu-riscv64", { machine: 'riscv64', cpuinfo: PI4_CPUINFO }],
  [
    'the cpuinfo that qemu-riscv64 writes since 8.2',
    { machine: 'riscv64', cpuinfo: 'isa\t\t: rv64gc\nuarch\t\t: qemu' },
  ],
  [
    'the cpuinfo that qemu-aarch64 writes since 8.2',
    { ...PI4, cpuinfo: 'Features\t: fp asimd\nCPU implementer\t: 0x00\nCPU part\t: 0x051\nCPU revision\t: 0' },
  ],
])('tells that it is emulated by %s', (_, sections) => {
  const probe = parseProbe(answers(sections));
  expect([probe.emulated, sourceOf(probe)]).toEqual([true, 'emulated']);
});

test.each([
  ['a Raspberry Pi', { ...PI4 }],
  ['a PC', { machine: 'x86_64', cpuinfo: 'vendor_id\t: GenuineIntel\nmodel name\t: Xeon' }],
  ['a RISC-V board', { machine: 'riscv64', cpuinfo: 'processor\t: 0\nisa\t: rv64imafdc\nuarch\t: sifive,u74-mc' }],
  ['a PC that does not say its architecture', { cpuinfo: 'vendor_id\t: GenuineIntel\nmodel name\t: Xeon' }],
  ['a mainframe', { machine: 's390x', cpuinfo: 'vendor_id       : IBM/S390\n# processors    : 2' }],
])('takes %s for what it is', (_, sections) => {
  expect(parseProbe(answers(sections)).emulated).toBe(false);
});

const ARMV7 = 'processor\t: 0\nmodel name\t: ARMv7 Processor rev 3 (v7l)\n';
test.each([
  ['the part where the name is general', `${ARMV7}CPU implementer\t: 0x41\nCPU part\t: 0xd08\n`, 'Cortex-A72'],
  [
    'an unknown part by its number',
    `${ARMV7}CPU implementer\t: 0x41\nCPU part\t: 0xfff\n`,
    'ARM implementer/part 0x41/0xfff',
  ],
  ['the general name without a part', ARMV7, 'ARMv7 Processor rev 3 (v7l)'],
  ["a maker's own name", 'model name\t: Vendor V9\nCPU implementer\t: 0x99\nCPU part\t: 0x001\n', 'Vendor V9'],
  ['the microarchitecture', 'processor\t: 0\nuarch\t: sifive,u74-mc\n', 'sifive,u74-mc'],
])('names the processor by %s', (_, cpuinfo, name) => {
  expect(parseProbe(answers({ cpuinfo })).cpu).toBe(name);
});

const TWO_PROCESSORS = 'processor\t: 0\nBogoMIPS\t: 1\n\nprocessor\t: 1\nBogoMIPS\t: 1\n';
test.each([
  ['getconf', { cores: '4', nproc: '3', cpuinfo: TWO_PROCESSORS }, 4],
  ['nproc', { nproc: '3', cpuinfo: TWO_PROCESSORS }, 3],
  ['nproc where getconf does not know', { cores: 'undefined', nproc: '3' }, 3],
  ['/proc/cpuinfo', { cpuinfo: TWO_PROCESSORS }, 2],
  ['nothing', { cpuinfo: 'Processor\t: ARM926EJ-S rev 5 (v5l)\nBogoMIPS\t: 1\n' }, null],
])('counts the cores by %s', (_, sections, cores) => {
  expect(parseProbe(answers(sections as Record<string, string>)).cores).toBe(cores);
});

test('does not invent what nobody said', () => {
  expect(parseProbe('')).toMatchObject({
    architecture: 'unknown',
    cores: null,
    features: [],
    libc: null,
    checksumCommand: null,
    timeout: null,
    home: null,
  });
});

test.each([
  ['nothing', '', false],
  ['a banner', 'Welcome!\n', false],
  ['a script that was cut short', answers(PI4), false],
  ['answers that are all empty', answers({ system: '', machine: '', end: 'end' }), false],
  ['a board', answers({ ...PI4, end: 'end' }), true],
])('tells whether %s is a whole answer', (_, output, is) => {
  expect(isWhole(output)).toBe(is);
});

test('knows this machine', () => {
  const probe = probeThisMachine();
  expect(probe).toMatchObject({ system: process.platform === 'darwin' ? 'Darwin' : 'Linux', emulated: false });
  expect(probe.architecture).toBe({ x64: 'x86_64', arm64: 'aarch64', arm: 'arm' }[process.arch as string]);
  expect(probe.cores).toBeGreaterThan(0);
  expect(probe).toMatchObject({ checksumCommand: expect.any(String) as string, home: process.env.HOME });
});
