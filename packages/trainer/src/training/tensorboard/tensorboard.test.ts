import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { startPosition } from '../history';
import { openEventLog } from './log';
import { crc32c } from './tf-record';

let folder: string;
beforeEach(() => (folder = temporaryFolder()));

const POINT = { epoch: 0.5, loss: 2.25, accuracy: 0.125, learningRate: 1e-3 };
const LAYER = {
  layer: 'conv2',
  flipRatio: 0.25,
  flipRatioPerStep: 0.125,
  weightsPlus: 0.5,
  activationsPlus: 0.75,
  channels: 64,
  deadChannels: 3,
};
const EPOCH = { epoch: 1, loss: 2, accuracy: 0.25, validationAccuracy: 0.5, seconds: 8, layers: [LAYER] };

test('the checksum is CRC-32C', () => {
  // RFC 3720, section B.4, and the check value of the polynomial.
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test('an event file holds the history, step by step', () => {
  const position = startPosition();
  const log = openEventLog(folder, { position, stepsPerEpoch: 100 });
  position.history.points.push(POINT);
  log.update();
  position.history.epochs.push(EPOCH);
  log.update();
  log.update();
  expect(readEvents()).toEqual([
    { version: 'brain.Event:2', step: 0, scalars: {} },
    {
      step: 50,
      scalars: { 'training/loss': 2.25, 'training/accuracy': 0.125, 'training/learning_rate': Math.fround(1e-3) },
    },
    {
      step: 100,
      scalars: {
        'validation/accuracy': 0.5,
        'epoch/seconds': 8,
        'flip_ratio/conv2': 0.25,
        'flip_ratio_per_step/conv2': 0.125,
        'weights_plus/conv2': 0.5,
        'activations_plus/conv2': 0.75,
        'dead_channels/conv2': 3,
      },
    },
  ]);
});

test('a resumed run has one file with everything, whatever a killed one wrote beyond its checkpoint', () => {
  const killed = startPosition();
  const log = openEventLog(folder, { position: killed, stepsPerEpoch: 100 });
  killed.history.points.push(POINT, { ...POINT, epoch: 0.75 });
  log.update();
  const resumed = startPosition();
  resumed.history.points.push(POINT);
  openEventLog(folder, { position: resumed, stepsPerEpoch: 100 });
  expect(readdirSync(folder)).toHaveLength(1);
  expect(readEvents().map(({ step }) => step)).toEqual([0, 50]);
});

interface Event {
  version?: string;
  step: number;
  scalars: Record<string, number>;
}

/** The events of the folder's only file, read by the formats' descriptions alone. */
function readEvents(): Event[] {
  const bytes = readFileSync(join(folder, readdirSync(folder)[0]));
  const events: Event[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(bytes.readUInt32LE(at + 8)).toBe(masked(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(masked(data));
    events.push(decodeEvent(data));
    at += 16 + length;
  }
  return events;
}

/** masked_crc of record_writer.h, in whole numbers without a sign. */
function masked(bytes: Uint8Array): number {
  const crc = BigInt(crc32c(bytes));
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn);
}

/** A protocol buffer's fields: number, wire type, and the bytes or the number. */
function* fieldsOf(bytes: Buffer): Generator<[number, Buffer | number]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Buffer => bytes.subarray(at, (at += length));
  while (at < bytes.length) {
    const key = varint();
    const wireType = key & 7;
    if (wireType === 0) yield [key >> 3, varint()];
    else yield [key >> 3, take(wireType === 2 ? varint() : wireType === 1 ? 8 : 4)];
  }
}

function decodeEvent(bytes: Buffer): Event {
  const event: Event = { step: 0, scalars: {} };
  for (const [number, value] of fieldsOf(bytes)) {
    if (number === 1) expect(Math.abs((value as Buffer).readDoubleLE() - Date.now() / 1000)).toBeLessThan(60);
    if (number === 2) event.step = value as number;
    if (number === 3) event.version = value.toString();
    if (number === 5)
      for (const [, scalar] of fieldsOf(value as Buffer)) Object.assign(event.scalars, decodeScalar(scalar as Buffer));
  }
  return event;
}

function decodeScalar(bytes: Buffer): Record<string, number> {
  const fields = new Map(fieldsOf(bytes));
  return { [String(fields.get(1))]: (fields.get(2) as Buffer).readFloatLE() };
}
