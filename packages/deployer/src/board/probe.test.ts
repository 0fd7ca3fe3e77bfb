import { boardOf } from '../boards';
import { describeBoard } from './describe';
import { parseProbe } from './probe';
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
  governor: 'ondemand',
  load: '0.10 0.05 0.01 1/150 999',
  thermal: 'gpu-thermal 51000\ncpu-thermal 48312',
  tools: 'sha256sum\ntimeout',
};

test('knows a Raspberry Pi 4', () => {
  const probe = parseProbe(`a banner of the login shell\n${answers(PI4)}`);
  expect(describeBoard(probe, boardOf(probe))).toEqual({
    model: 'Raspberry Pi 4 Model B Rev 1.1',
    architecture: 'aarch64',
    libc: 'glibc 2.36',
    cpu: 'Cortex-A72',
    cores: 4,
    features: ['asimd'],
    governor: 'ondemand',
    temperature_c: 48.312,
    load_average: 0.1,
    stand_in: false,
    emulated: false,
  });
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
    parseProbe(answers({ system: 'Darwin', machine: 'arm64', apple: 'Mac14,2\nApple M2\n8', tools: 'shasum' })),
  ).toMatchObject({
    architecture: 'aarch64',
    model: 'Mac14,2',
    cpu: 'Apple M2',
    cores: 8,
    checksumCommand: 'shasum -a 256',
    hasTimeout: false,
  });
});

test.each([
  ['a virtual board of QEMU', { ...PI4, model: 'linux,dummy-virt' }],
  ['a PC of QEMU', { machine: 'x86_64', cpuinfo: 'model name\t: QEMU Virtual CPU version 2.5+' }],
  ["the host's cpuinfo under qemu-user", { ...PI4, cpuinfo: 'vendor_id\t: GenuineIntel\nmodel name\t: Xeon' }],
])('tells that it is emulated by %s', (_, sections) => {
  expect(parseProbe(answers(sections)).emulated).toBe(true);
});

test('makes something of no answer at all', () => {
  expect(parseProbe('')).toMatchObject({
    architecture: 'unknown',
    cores: 1,
    features: [],
    libc: null,
    checksumCommand: null,
  });
});

test('knows this machine', () => {
  const probe = probeThisMachine();
  expect(probe).toMatchObject({ system: process.platform === 'darwin' ? 'Darwin' : 'Linux', emulated: false });
  expect(probe.architecture).toBe({ x64: 'x86_64', arm64: 'aarch64', arm: 'arm' }[process.arch as string]);
  expect(probe.cores).toBeGreaterThan(0);
  expect(probe.checksumCommand).not.toBeNull();
});
