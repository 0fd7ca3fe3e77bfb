import { errorCode, forward, tensor, values } from '../test-support/build';
import { NUM_BYTES, type ByteTable } from './byte-table';

const bytes = tensor('uint8', [1, 2, 2], [0, 255, 7, 7]);
const floats = (perChannel: boolean, ...rows: number[]) =>
  ({
    kind: 'byte-table',
    element: 'float32',
    perChannel,
    table: Float32Array.from(
      { length: rows.length * NUM_BYTES },
      (_, k) => (k % NUM_BYTES) / rows[Math.floor(k / NUM_BYTES)],
    ),
  }) as const;

test('a table of all channels, or one of each', () => {
  expect(values(forward(floats(false, 2), bytes))).toEqual([0, 127.5, 3.5, 3.5]);
  expect(values(forward(floats(true, 2, 4), bytes))).toEqual([0, 63.75, 3.5, 1.75]);
});

test('bytes may become bytes', () => {
  const table = Uint8Array.from({ length: NUM_BYTES }, (_, u) => 255 - u);
  const output = forward({ kind: 'byte-table', element: 'uint8', perChannel: false, table }, bytes);
  expect([output.element, values(output)]).toEqual(['uint8', [255, 0, 248, 248]]);
});

test.each<[Partial<ByteTable>, string, string]>([
  [{ table: new Float32Array(255) }, 'E_SHAPE', 'table: expected 256 elements, got 255'],
  [{ perChannel: true }, 'E_SHAPE', 'table: expected 512 elements, got 256'],
  [
    { table: new Uint8Array(256) },
    'E_LAYER',
    'expected a Float32Array or Float64Array, since it makes float32, got Uint8',
  ],
  [{ element: 'uint8' }, 'E_LAYER', 'expected a Uint8Array, since it makes uint8, got Float32Array'],
  [{ table: new Float64Array(256) }, 'E_LAYER', 'expected a Float32Array, since the layer computes in float32'],
  [{ table: new Float32Array(256).fill(NaN) }, 'E_VALUE', 'table[0]: expected a finite number, got NaN'],
])('rejects a table that cannot be: %#', (changes, code, message) => {
  const rejected = () => forward({ ...floats(false, 1), ...changes }, bytes);
  expect(rejected).toThrow(message);
  expect(errorCode(rejected)).toBe(code);
});
