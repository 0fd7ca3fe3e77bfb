// Files of Keras and Larq, layer by layer, in their own runtimes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { exportModel, verify } from '@bitplane/converter';
import { givenPython, requirePython, runScript } from './python-tools';
import { testWith } from './test-support/test-with';

jest.setTimeout(600_000);

interface Pair {
  readonly pair: string;
  readonly images: number;
  readonly difference: string | null;
  readonly skipped: string | null;
  readonly note: string | null;
  readonly layers: readonly { readonly layer: string; readonly equal: number; readonly wrong: object | null }[];
}

/** Exports and verifies a file; resolves to the pairs whose names end so. */
async function verified(model: string): Promise<(ending: string) => Pair> {
  const [out, json] = [`${model}.export`, `${model}.json`];
  const options = { model, input: 'u8/255', print: () => undefined };
  exportModel({ ...options, network: 'nested', out, goldenImages: 4 });
  await verify({ ...options, export: out, json, python: givenPython('larq'), architectures: ['host'] });
  const { pairs } = JSON.parse(readFileSync(json, 'utf8')) as { pairs: Pair[] };
  return (ending) => pairs.find(({ pair }) => pair.endsWith(ending))!;
}

const LAYERS = ['stem', 'stem_norm', 'binary/input', 'binary', 'norm', 'sum', 'mean'];

testWith('larq')('each layer of a network with a model in it, and its scores', async () => {
  const folder = temporaryFolder();
  await runScript(requirePython('larq'), 'nested_larq.py', [folder]);
  for (const name of ['network.h5', 'network.keras']) {
    const pair = await verified(join(folder, name));
    expect(pair(' on the source ≈ reference')).toMatchObject({
      images: 4,
      difference: null,
      skipped: null,
      note: null,
    });
    const { layers } = pair(' ≈ imported network, layer by layer');
    expect(layers.map(({ layer, wrong }) => [layer, wrong])).toEqual(LAYERS.map((layer) => [layer, null]));
    // Sums of signs: every one is the same.
    expect(layers.find(({ layer }) => layer === 'binary')).toMatchObject({ bound: 0, equal: 4 * 800 });
  }
});

testWith('larq')('the scores of Larq Compute Engine, which shows no layers', async () => {
  const folder = temporaryFolder();
  await runScript(requirePython('larq'), 'nested_larq.py', [folder]);
  const pair = await verified(join(folder, 'network.tflite'));
  expect(pair(' on the source ≈ reference')).toMatchObject({ images: 4, difference: null, skipped: null, note: null });
  expect(pair(' ≈ imported network, layer by layer').skipped).toMatch(/shows none of the layers/);
});
