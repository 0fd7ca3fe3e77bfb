// An ONNX file through the commands, as a user types them.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel } from '@bitplane/model';
import { runConverter } from '../../commands';
import { errorLike } from '@bitplane/cli/test-support';
import { Net } from '../../test-support/onnx-net';

let folder: string;
let said: jest.SpyInstance;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-onnx-command-'));
  said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  said.mockRestore();
  rmSync(folder, { recursive: true });
});

const inFolder = (name: string): string => join(folder, name);
const saidText = (): string => said.mock.calls.flat().join('\n');

/** Float stem, signs, a binary convolution, scores; `before` is what the file does to the image. */
function writeNetwork(before: (net: Net) => string = () => 'x'): string {
  const net = new Net();
  const stem = net.node('Conv', [before(net), net.floats(4, 3, 3, 3)]);
  const weights = net.constant([6, 4, 3, 3], net.numbers(6 * 36).map(Math.sign));
  const binary = net.node('Conv', [net.node('Sign', [stem]), weights]);
  writeFileSync(inFolder('network.onnx'), net.toBytes(net.node('Softmax', [net.scores(binary, 6 * 16)])));
  return inFolder('network.onnx');
}

test('export, then verify with the file in its own runtime', async () => {
  const model = writeNetwork();
  writeFileSync(inFolder('names.txt'), 'cat\ndog\ncow\nhen\npig\n');
  const source = ['--model', model, '--input', 'u8/255', '--input-mean', '0.5,0.4,0.3', '--input-std', '0.25'];
  await runConverter(['export', ...source, '--classes', inFolder('names.txt'), '--out', inFolder('export')]);
  expect(saidText()).toMatch(/note: Sign is 0 at exactly 0[^]*note: Softmax at the end is left out/);
  const file = inFolder('export/model.bpm');
  expect(readModel(readFileSync(file), file).classes).toEqual(['cat', 'dog', 'cow', 'hen', 'pig']);
  await runConverter(['verify', ...source, '--out', inFolder('export')]);
  expect(saidText()).toMatch(/onnxruntime on the source ≈ reference .*agrees/);
});

test('without --input: an example, exit code of a wrong command line, and nothing is written', async () => {
  const args = ['export', '--model', writeNetwork(), '--out', inFolder('export')];
  await expect(runConverter(args)).rejects.toEqual(
    errorLike('E_USAGE', /--input .*got none; for example --input "u8\/255"/),
  );
  expect(existsSync(inFolder('export'))).toBe(false);
});

test('an input quantizer says what the bytes were: twice x minus one, in 8 bits', async () => {
  const model = writeNetwork((net) => {
    const centred = net.node('Sub', [net.node('Mul', ['x', net.scalar(2)]), net.scalar(1)]);
    return net.node('Quant', [centred, net.scalar(2 ** -7), net.scalar(0), net.scalar(8)], {
      signed: 1,
      narrow: 0,
      rounding_mode: 'ROUND',
    });
  });
  await runConverter(['check', '--model', model]);
  expect(saidText()).toMatch(/note: --input "u8\/255" is taken/);
});

test.each([
  [['--input', 'u8/0'], /--input to be a formula of u8, .* got "u8\/0"/],
  [['--input', '255'], /a formula of u8/],
  [['--input', 'u8; rm'], /a formula of u8/],
  [['--input', '(u8-1'], /a formula of u8/],
  [['--input-mean', '1,2'], /--input-mean to be 1 or 3 numbers, got 2/],
  [['--input-std', '0'], /--input-std other than 0/],
  [['--input-mean', 'a'], /numbers separated by commas/],
  [['--input', 'u8', '--input-layout', 'chwn'], /--input-layout nchw or nhwc, got chwn/],
])('rejects %p', async (options, message) => {
  await expect(runConverter(['check', '--model', writeNetwork(), ...options])).rejects.toEqual(
    errorLike('E_USAGE', message),
  );
});

test('names of classes in JSON, and files that hold none', async () => {
  const run = (): Promise<void> =>
    runConverter([
      'export',
      '--only',
      'blob',
      '--model',
      writeNetwork(),
      '--input',
      'u8',
      '--classes',
      inFolder('names'),
      '--out',
      inFolder('export'),
    ]);
  await expect(run()).rejects.toEqual(errorLike('E_MISSING_FILE', /names of classes/));
  writeFileSync(inFolder('names'), '["a", 1]');
  await expect(run()).rejects.toEqual(errorLike('E_FILE', /a name on each line, or a list/));
  writeFileSync(inFolder('names'), '["a", "b"]');
  await run();
  expect(readModel(readFileSync(inFolder('export/model.bpm')), 'model.bpm').classes).toEqual(['a', 'b']);
});

test.each<[string, (net: Net) => string, RegExp]>([
  [
    'a gate',
    (net) => net.node('Mul', [net.stem(), net.node('Relu', [net.stem()])]),
    /node\d+ \(Mul\): expected one operand that does not depend on the image.*factor for each channel/,
  ],
  [
    'a node without a counterpart',
    (net) => net.node('Sigmoid', [net.stem()]),
    /\(Sigmoid\): .*use Relu, PRelu or Clip/,
  ],
  ['a node that nobody knows', (net) => net.node('Conw', [net.stem()]), /\(Conw\): expected one of .*did you mean/],
  [
    'an attribute that is not known',
    (net) => net.node('Relu', [net.stem()], { slope: 1 }),
    /\(Relu\): expected no attributes, got "slope"/,
  ],
  [
    'slopes for columns that do not fit',
    (net) => net.node('PRelu', [net.stem(), net.floats(4)]),
    /shape \[channels, 1, 1\]/,
  ],
  ['an offset for each pixel', (net) => net.node('Add', [net.stem(), net.floats(4, 8, 8)]), /one for each pixel/],
  [
    'pads that no convolution reads',
    (net) =>
      net.node('Concat', [net.node('Pad', [net.stem(), net.ints(0, 0, 1, 1, 0, 0, 1, 1)]), net.stem()], { axis: 1 }),
    /let the convolution after it pad/,
  ],
  [
    'a softmax in the middle',
    (net) => net.node('Relu', [net.node('Softmax', [net.stem()])]),
    /Softmax at the end of the network/,
  ],
  ['a map instead of scores', (net) => net.stem(), /a row of scores \[N, classes\], got \[1,4,8,8\]/],
])('names the node, what was expected and what to change: %s', async (_, build, message) => {
  const net = new Net();
  writeFileSync(inFolder('network.onnx'), net.toBytes(build(net)));
  await expect(runConverter(['check', '--model', inFolder('network.onnx'), '--input', 'u8'])).rejects.toEqual(
    errorLike('E_LAYER', message),
  );
});
