import { ScoreCheck } from './engines';

const OURS = [1, -2, 3];

test.each([
  ['as ours', [1, -2, 3], null],
  ['but for roundings', [1.0000001, -2, 3], null],
  ['another score', [1, -2.1, 3], 'openvino: expected -2, as bitplane has, got -2.1 as score 1'],
  ['not a number', [1, NaN, 3], 'openvino: expected -2, as bitplane has, got NaN as score 1'],
  ['fewer', [1, -2], 'openvino: expected 3 scores, as bitplane has, got 2 scores'],
])('a network of signs, scores %s', (_what, scores, message) => {
  const check = (): void => new ScoreCheck(OURS).require({ name: 'openvino', runs: 'signs' }, scores);
  if (message === null) expect(check).not.toThrow();
  else expect(check).toThrow(message);
});

test('int8 twins are held to the first of them, up to steps of 8 bits; the float32 twin is another network', () => {
  const check = new ScoreCheck(OURS);
  check.require({ name: 'onnxruntime-f32', runs: 'twin' }, [0, 7]);
  check.require({ name: 'onnxruntime-int8', runs: 'twin' }, [10, 20]);
  check.require({ name: 'litert-int8', runs: 'twin' }, [10.1, 20]);
  expect(() => check.require({ name: 'litert-int8', runs: 'twin' }, [11, 20])).toThrow(
    'litert-int8: expected 10, as onnxruntime-int8 has, got 11 as score 0',
  );
});
