import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitByAddress } from './callgrind.mjs';
import { innermostLoop, loopWithMost } from './llvm-mca.mjs';
import { compare } from './record.mjs';

const record = {
  compilers: { aarch64: 'gcc 12.2.0' },
  counts: { 'L4 aarch64': { kernel: 'old', instructions: 1000 } },
};
const measured = (instructions, changes = {}) => [
  { target: 'aarch64', layer: 'L4', compiler: 'gcc 12.2.0', kernel: 'new', instructions, ...changes },
];

test('a count may grow by 3 % and no more', () => {
  assert.deepEqual(compare(record, measured(1030)), { faults: [], remarks: [] });
  const { faults } = compare(record, measured(1031));
  assert.match(
    faults[0],
    /^L4 aarch64: 1000 instructions by old → 1031 by new \(3\.1 %\); where that is meant: .*--update$/,
  );
});

test('a count that has shrunk asks to be recorded', () => {
  const { faults, remarks } = compare(record, measured(900));
  assert.deepEqual(faults, []);
  assert.match(remarks[0], /record it: .*--update$/);
});

test('another compiler is not compared, a layer that is not recorded is a fault', () => {
  assert.match(
    compare(record, measured(5000, { compiler: 'gcc 13.1.0' })).remarks[0],
    /not compared: recorded with gcc 12/,
  );
  assert.match(compare(record, measured(1, { layer: 'L5' })).faults[0], /^L5 aarch64 is not in the record/);
});

test('splits what callgrind saw by address, callees counted where they stand', () => {
  const report = [
    'positions: instr line',
    'fn=(1) counted_call',
    '0x1000 12 5',
    'calls=1 0x2000 0',
    '0x1004 13 700',
    'fn=(2) run',
    '0x2000 0 600',
    '0x20ff 0 50',
    '0x2100 0 45',
    'totals: 700',
  ].join('\n');
  assert.deepEqual(splitByAddress(report, { low: 0x2000, high: 0x2100 }), { inside: 650, outside: 50 });
});

test('finds the shortest loop around an address', () => {
  const instructions = [
    [0x400, 'mov\tx0, x1'],
    [0x404, 'ldr\tq0, [x1], #16'],
    [0x408, 'b.ne\t404 <run+0x4>'],
    [0x40c, 'cbnz\tx3, 400 <run>'],
    [0x410, 'ret'],
  ].map(([address, text]) => ({ address, text }));
  assert.deepEqual(innermostLoop(instructions, 0x404), ['ldr\tq0, [x1], #16', 'b.ne\tloop']);
  assert.equal(innermostLoop(instructions, 0x400).length, 4);
  assert.equal(innermostLoop(instructions, 0x410), null);
});

test('finds the loop that counts most, without a loop inside', () => {
  const instructions = [
    [0x100, 'vpopcntw %zmm1,%zmm1'],
    [0x106, 'vpopcntw %zmm2,%zmm2'],
    [0x10c, 'jb     106 <run+0x6>'],
    [0x10e, 'vpopcntw %zmm3,%zmm3'],
    [0x114, 'vpopcntw %zmm4,%zmm4'],
    [0x11a, 'jne    10e <run+0xe>'],
    [0x11c, 'jne    100 <run>'],
  ].map(([address, text]) => ({ address, text }));
  assert.deepEqual(loopWithMost(instructions, 'vpopcntw'), [
    'vpopcntw %zmm3,%zmm3',
    'vpopcntw %zmm4,%zmm4',
    'jne    loop',
  ]);
  assert.equal(loopWithMost(instructions, 'vpshufb'), null);
});
