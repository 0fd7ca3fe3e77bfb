import { affineLayer, INPUT, run, type Layer, type Model, type TensorOf } from '@bitplane/model';
import { foldByteTables } from './fold-byte-tables';

/** Bytes as k/2, so that every second quotient of a scale of 1 is a tie. */
const TABLE: Layer = {
  ...{ kind: 'byte-table', name: 'numbers', inputs: [INPUT], element: 'float64', perChannel: false },
  table: Float64Array.from({ length: 256 }, (_, byte) => (byte - 100) / 2),
};
const SLOPES: Layer = {
  ...{ kind: 'prelu', name: 'slopes', inputs: ['numbers'], element: 'float64', perElement: false },
  slopes: Float64Array.of(0.1, 0.3, 1),
};
const QUANTIZE: Layer = {
  ...{ kind: 'quantize', name: 'bytes', inputs: ['slopes'], element: 'float64' },
  scale: Float64Array.of(1, 0.5, 2),
  zeroPoints: Uint8Array.of(40, 50, 60),
};

const modelOf = (...layers: Layer[]): Model => ({
  ...{ name: 'model', input: { height: 1, width: 256, channels: 3 } },
  layers,
});

const IMAGE: TensorOf<'uint8'> = {
  ...{ element: 'uint8', height: 1, width: 256, channels: 3 },
  data: Uint8Array.from({ length: 768 }, (_, k) => (k * 31) & 255),
};

test('what happens to each byte between two tables becomes one, with the same bytes', () => {
  const model = modelOf(TABLE, SLOPES, affineLayer('shifted', 'slopes', { offset: Float64Array.of(1, 2, 3) }), {
    ...QUANTIZE,
    inputs: ['shifted'],
  });
  const folded = foldByteTables(model);
  expect(folded.layers.at(-1)).toMatchObject({ kind: 'byte-table', name: 'bytes', inputs: [INPUT], perChannel: true });
  expect(run(folded, IMAGE)).toEqual(run(model, IMAGE));
});

test('channels that do the same share a table', () => {
  const same: Layer = {
    ...QUANTIZE,
    inputs: ['numbers'],
    scale: new Float64Array(3).fill(1),
    zeroPoints: new Uint8Array(3),
  };
  const folded = foldByteTables(modelOf(TABLE, same));
  expect(folded.layers.at(-1)).toMatchObject({ perChannel: false });
  expect(run(folded, IMAGE)).toEqual(run(modelOf(TABLE, same), IMAGE));
});

test('what others read stays, and so does a chain that looks at other pixels', () => {
  const model = modelOf(TABLE, SLOPES, QUANTIZE);
  expect(foldByteTables(model).layers.slice(0, 2)).toEqual([TABLE, SLOPES]);
  const window = {
    size: [1, 2],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 1 },
  } as const;
  const pooled = modelOf(TABLE, { kind: 'max-pool', name: 'slopes', inputs: ['numbers'], window }, QUANTIZE);
  expect(foldByteTables(pooled)).toEqual(pooled);
});
