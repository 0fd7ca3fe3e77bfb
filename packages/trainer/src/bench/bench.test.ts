import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { skipUnless, temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../backend';
import { hasNativeOps } from '../native/op';
import { thrownBy } from '../test-support/thrown-by';
import { bench } from './bench';
import { hasPytorch, pytorchProgram } from './pytorch';
import type { BenchRecord } from './report';
import { Worker } from './worker';

const OPTIONS = { batchSize: 2, rounds: 1, steps: 1, threads: 1, print: () => undefined };
const testWithPytorch = skipUnless(hasPytorch(), 'PyTorch: npm run setup -- --only pytorch');

test('a small run checks the losses, measures both programs and writes the record', async () => {
  await loadBackend();
  if (!hasNativeOps()) return;
  const folder = temporaryFolder();
  const lines: string[] = [];
  const json = join(folder, 'bench.json');
  await bench({ ...OPTIONS, network: 'reference', pytorch: false, json, print: (line) => lines.push(line) });
  const record = JSON.parse(readFileSync(json, 'utf8')) as BenchRecord;
  expect(record.stepMs).toMatchObject({ plain: [expect.any(Number)], ours: [expect.any(Number)], pytorch: null });
  expect(record.operations.after.some(({ name }) => name === 'BitplaneSignConv2D')).toBe(true);
  expect(record.operations.before.some(({ name }) => name.startsWith('Bitplane'))).toBe(false);
  expect(lines[lines.length - 1]).toMatch(/^ratio to plain TensorFlow\.js: \d+\.\d\d$/);
}, 60_000);

// bench throws E_MISMATCH where a loss or a gradient of PyTorch is another than ours.
testWithPytorch(
  'the twins of networks with shortcuts, and with several planes, compute what ours do',
  async () => {
    for (const network of ['resnet-20', 'reference-2bit']) {
      const lines: string[] = [];
      await bench({ ...OPTIONS, network, pytorch: true, print: (line) => lines.push(line) });
      expect(lines[lines.length - 1]).toMatch(/^ratio to PyTorch: \d+\.\d\d$/);
    }
  },
  600_000,
);

testWithPytorch(
  'so do those of networks in files: an example, and one of all layers and quantizers that the twin knows',
  async () => {
    const example = join(__dirname, '../../examples/my-network.ts');
    await bench({ ...OPTIONS, network: example, pytorch: true });
    const network = join(__dirname, '../test-support/every-layer.ts');
    const json = join(temporaryFolder(), 'bench.json');
    await bench({ ...OPTIONS, network, pytorch: true, json });
    const record = JSON.parse(readFileSync(json, 'utf8')) as BenchRecord;
    expect(record).toMatchObject({ network, pytorch: expect.stringMatching(/^2\.8/) as string });
  },
  600_000,
);

test('a network without a twin is an error that names the layer, before anything is downloaded', async () => {
  await loadBackend();
  if (!hasNativeOps()) return;
  const network = join(temporaryFolder(), 'own.js');
  writeFileSync(
    network,
    `exports.default = ({ inputShape }, { tf, layers }) => tf.sequential({ layers: [
      new layers.QuantizedConv2D({ filters: 16, kernelSize: 3, inputShape }),
      tf.layers.dropout({ name: 'forget', rate: 0.5 }),
      tf.layers.globalAveragePooling2d({}),
    ] });`,
  );
  const error = await thrownBy(() => bench({ ...OPTIONS, network, pytorch: true, python: 'no-such-python' }));
  expect(error).toMatchObject({
    code: 'E_LAYER',
    message: expect.stringContaining('layer forget (Dropout)') as string,
  });
}, 60_000);

test('a Python without PyTorch, or none at all, is an error, not a hang', async () => {
  const worker = new Worker(pytorchProgram('no-such-python', 1));
  expect(await thrownBy(() => worker.ask({ do: 'start' }))).toMatchObject({ code: 'E_PROGRAM' });
});
