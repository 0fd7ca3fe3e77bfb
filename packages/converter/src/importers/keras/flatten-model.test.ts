import { errorLike } from '@bitplane/cli/test-support';
import { randomImages, run, type Model } from '@bitplane/model';
import { FunctionalDraft } from '../../test-support/functional-draft';
import { importDraft } from '../../test-support/import-draft';
import { LayersModelDraft, referenceTopology, type LayerEntry } from '../../test-support/layers-model-files';
import { NETWORKS } from '../../test-support/networks';

const logits = (model: Model) => randomImages(model, 3, 1).map((image) => [...run(model, image).data]);

const sequential = (name: string, layers: readonly LayerEntry[]): LayerEntry => ({
  class_name: 'Sequential',
  config: { name, layers },
});

/** A functional model of a chain of layers, with an input layer of its own. */
function functional(name: string, layers: readonly LayerEntry[]): LayerEntry {
  const chain = ['in', ...layers.map(({ config }) => config.name as string)];
  const node = (source: string) => [[[source, 0, 0, {}]]];
  const entries = layers.map((layer, index) => ({
    ...layer,
    name: chain[index + 1],
    inbound_nodes: node(chain[index]),
  }));
  const input = { class_name: 'InputLayer', name: 'in', config: { name: 'in' }, inbound_nodes: [] };
  const config = {
    name,
    layers: [input, ...entries],
    input_layers: [['in', 0, 0]],
    output_layers: [[chain.at(-1), 0, 0]],
  };
  return { class_name: 'Model', config };
}

describe('nested models compute what the flat network does, to the bit:', () => {
  const flat = referenceTopology(1, 16);
  const [input, rescale, ...rest] = flat.layers;
  const middle = rest.slice(0, 6);
  const end = rest.slice(6);

  test.each<[string, LayerEntry[]]>([
    ['Sequential in Sequential', [input, rescale, sequential('a', middle), ...end]],
    ['functional in Sequential', [input, rescale, functional('a', middle), sequential('b', end)]],
    [
      'at the start and three deep',
      [sequential('a', [sequential('b', [input, rescale, functional('c', [functional('d', middle)])])]), ...end],
    ],
    ['the last layer', [input, rescale, ...middle, functional('a', [sequential('b', end)])]],
  ])('%s', (_, layers) => {
    const model = importDraft({ layers, weights: flat.weights });
    expect(model).toEqual(importDraft(flat));
  });

  test('functional in functional, called on a branch', () => {
    const [, draftOf] = NETWORKS.find(([name]) => name === 'QuickNet-like')!;
    const draft = draftOf(1);
    // conv_a, relu_a, norm_a come one after the other between stem and add_a.
    const names = ['conv_a', 'relu_a', 'norm_a'];
    const inside = draft.layers.filter(({ name }) => names.includes(name ?? ''));
    const block = { ...functional('block', inside), name: 'block', inbound_nodes: [[['stem', 0, 0, {}]]] };
    const layers = draft.layers
      .filter((layer) => !inside.includes(layer) || layer === inside[0])
      .map((layer) => (layer === inside[0] ? block : layer))
      .map((layer) =>
        layer.name === 'add_a'
          ? {
              ...layer,
              inbound_nodes: [
                [
                  ['stem', 0, 0, {}],
                  ['block', 1, 0, {}],
                ],
              ],
            }
          : layer,
      );
    expect(importDraft({ layers, weights: draft.weights })).toEqual(importDraft(draft));
  });

  test('an outer layer reads the second output of a nested one', () => {
    const inner = new FunctionalDraft(1, 6);
    const first = inner.call('image', 'Rescaling', { name: 'rescale', scale: 1 / 128, offset: -1 });
    inner.call(first, 'ReLU', { name: 'relu' });
    const config = {
      name: 'two',
      layers: inner.layers,
      input_layers: [['image', 0, 0]],
      output_layers: [
        ['rescale', 0, 0],
        ['relu', 0, 0],
      ],
    };
    const outer = new FunctionalDraft(1, 6);
    const two = { class_name: 'Model', name: 'two', config, inbound_nodes: [[['image', 0, 0, {}]]] };
    outer.layers.push(two);
    outer.call('two', 'Add', { name: 'sum' });
    outer.layers[outer.layers.length - 1] = {
      ...outer.layers[outer.layers.length - 1],
      inbound_nodes: [
        [
          ['two', 1, 0, {}],
          ['two', 1, 1, {}],
        ],
      ],
    };
    const model = importDraft(outer);
    expect(model.layers.at(-1)).toMatchObject({ kind: 'add', inputs: ['rescale', 'relu'] });
  });
});

describe('layers of one name in several nested models', () => {
  const shift = (name: string) => ({ class_name: 'LearnedShift', config: { name } });
  const draft = new LayersModelDraft(1, 4).add('Rescaling', { name: 'rescale', scale: 1 });
  const weights = [1, 10, 100].map((value) => ({
    name: 'shift/shift',
    shape: [3],
    values: new Float32Array(3).fill(value),
  }));
  const nested = [
    sequential('a', [shift('shift')]),
    functional('b', [sequential('a', [shift('shift')])]),
    shift('shift'),
  ];

  test('have weights and names of their own', () => {
    const model = importDraft({ layers: [...draft.layers, ...nested], weights });
    expect(model.layers.map(({ name }) => name)).toEqual(['rescale', 'a/shift', 'b/a/shift', 'shift']);
    const offsets = model.layers.slice(1).map((layer) => (layer.kind === 'affine' ? layer.offset?.[0] : null));
    expect(offsets).toEqual([1, 10, 100]);
    expect(logits(model)[0]).toHaveLength(48);
  });

  test('of which some are frozen are rejected, since their weights stand in another order', () => {
    const frozen = { class_name: 'LearnedShift', config: { name: 'shift', trainable: false } };
    const layers = [...draft.layers, sequential('a', [frozen]), shift('shift')];
    expect(() => importDraft({ layers, weights })).toThrow(
      errorLike('E_LAYER', /layer shift: .*give each a name of its own/),
    );
  });

  test('in one model are rejected', () => {
    expect(() => importDraft({ layers: [...draft.layers, shift('shift'), shift('shift')], weights })).toThrow(
      errorLike('E_LAYER', /layer shift: expected a unique name/),
    );
  });
});

test('a nested model that is called twice is rejected with what to do', () => {
  const draft = new FunctionalDraft(1, 4);
  draft.call('image', 'Rescaling', { name: 'rescale', scale: 1 });
  const block = functional('block', [{ class_name: 'ReLU', config: { name: 'relu' } }]);
  draft.layers.push({ ...block, name: 'block', inbound_nodes: [[['rescale', 0, 0, {}]], [['block', 0, 0, {}]]] });
  expect(() => importDraft(draft)).toThrow(
    errorLike('E_LAYER', /layer block: expected a layer that is called once, got 2 calls; .*build a second layer/),
  );
});
