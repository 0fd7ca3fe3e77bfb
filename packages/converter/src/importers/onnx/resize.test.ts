import { errorLike } from '@bitplane/cli/test-support';
import { compareWithOnnxruntime, Net } from '../../test-support/onnx-net';
import { importBytes } from '../../test-support/onnx-oracle';

const scales = (net: Net, rows: number, columns: number): string => net.constant([4], [1, 1, rows, columns]);

const REPEATING = [
  ['asymmetric', 'floor'],
  ['half_pixel', 'round_prefer_floor'],
  ['half_pixel', 'round_prefer_ceil'],
] as const;

test.each(REPEATING)('Resize to the nearest pixel, %s and %s, repeats pixels', async (coordinates, rounding) => {
  const layers = await compareWithOnnxruntime((net) => {
    const attributes = { mode: 'nearest', coordinate_transformation_mode: coordinates, nearest_mode: rounding };
    return net.scores(net.node('Resize', [net.stem(), '', scales(net, 2, 3)], attributes), 4 * 16 * 24);
  });
  expect(layers.map(({ kind }) => kind)).toContain('upsample');
});

test('Resize by sizes, of signs as well', async () => {
  const layers = await compareWithOnnxruntime((net) => {
    const sizes = net.ints(1, 4, 24, 16);
    const attributes = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
    const larger = net.node('Resize', [net.signs(net.stem()), '', '', sizes], attributes);
    return net.scores(larger, 4 * 24 * 16);
  });
  expect(layers.map(({ kind }) => kind)).toContain('upsample');
});

test('Mod and Gather make other levels of levels, and other tables of bytes', () =>
  compareWithOnnxruntime((net) => {
    const index = net.node('Cast', [net.node('Mul', [net.node('Relu', ['x']), net.scalar(7)])], { to: 7 });
    const looked = net.node('Gather', [net.constant([8], [3, -1, 4, 1, -5, 9, 2, 6]), index]);
    const remainder = net.node('Mod', [looked, net.scalar(4)], { fmod: 1 });
    const conv = net.node('Conv', [remainder, net.floats(4, 3, 3, 3)], { pads: [1, 1, 1, 1] });
    return net.scores(conv, 4 * 64);
  }));

test.each([
  ['linear', { mode: 'linear' }, [2, 2], /mode nearest.*linear/],
  ['fractions', { mode: 'nearest' }, [1.5, 2], /whole factors.*1\.5/],
  [
    'rounding up',
    { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'ceil' },
    [2, 2],
    /ceil/,
  ],
] as const)('Resize with %s is rejected', (_, attributes, [rows, columns], message) => {
  const net = new Net();
  const output = net.scores(net.node('Resize', [net.stem(), '', scales(net, rows, columns)], attributes), 4 * 256);
  expect(() => importBytes(net.toBytes(output))).toThrow(errorLike('E_LAYER', message));
});

test('Mod of numbers is rejected', () => {
  const mod = new Net();
  const odd = mod.node('Mod', [mod.stem(), mod.scalar(2)], { fmod: 1 });
  expect(() => importBytes(mod.toBytes(odd))).toThrow(errorLike('E_LAYER', /Mod.*quantise/));
});
