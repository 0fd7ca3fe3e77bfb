import { importDraft } from '../test-support/import-draft';
import { LayersModelDraft } from '../test-support/layers-model-files';
import { binaryConv, norm, rescale } from '../test-support/networks/parts';
import { NETWORKS } from '../test-support/networks';
import { countParameters } from './count-parameters';

const numSaved = ({ weights }: LayersModelDraft): number => weights.reduce((sum, { values }) => sum + values.length, 0);

test('without scales it is what the file holds', () => {
  const draft = new LayersModelDraft(1, 5)
    .add(...rescale)
    .add(...binaryConv('conv', [3, 4], { more: { kernel_quantizer: 'ste-tern' } }))
    .add(...norm('norm', 4));
  expect(countParameters(importDraft(draft))).toBe(numSaved(draft));
});

test('a kernel of several bits counts once', () => {
  const [, draftOf] = NETWORKS.find(([name]) => name === '2-bit')!;
  const draft = draftOf(1) as LayersModelDraft;
  // Two activation scales in each of two layers.
  expect(countParameters(importDraft(draft))).toBe(numSaved(draft) - 4);
});
