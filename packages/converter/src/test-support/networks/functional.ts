// Small versions of the trainer's networks with shortcuts.
import { FunctionalDraft } from '../functional-draft';
import { binaryConv, firstConv, globalAverage, norm, pool, quantizedDense, rescale, shift, slopes } from './parts';

/**
 * Bi-Real style with ReAct activations: every binary convolution has a shortcut of numbers; halving doubles the
 * channels.
 */
export function binaryResNet(seed: number): FunctionalDraft {
  const draft = new FunctionalDraft(seed, 8);
  let x = draft.call('image', ...rescale);
  x = draft.call(x, ...firstConv('conv1', 4, { bias: false }));
  x = draft.call(x, ...norm('norm1', 4));
  let channels = 4;
  for (const [block, stride] of [1, 1, 2, 1].entries()) {
    const name = (layer: string) => `block${block}_${layer}`;
    const wide = channels * stride;
    let y = draft.call(x, ...shift(name('shift'), channels));
    y = draft.call(y, ...binaryConv(name('conv'), [channels, wide], { stride, bias: false }));
    y = draft.call(y, ...norm(name('norm'), wide));
    if (stride === 2) {
      x = draft.call(x, ...pool('Average', name('pool'), 2));
      x = draft.call([x, x], 'Concatenate', { name: name('double'), axis: -1 });
    }
    x = draft.call([y, x], 'Add', { name: name('add') });
    x = draft.call(x, ...shift(name('before'), wide));
    x = draft.call(x, ...slopes(name('prelu'), wide));
    x = draft.call(x, ...shift(name('after'), wide));
    channels = wide;
  }
  x = draft.call(x, ...globalAverage);
  draft.call(x, ...quantizedDense('dense', [channels, 10]));
  return draft;
}

/**
 * QuickNet's shape: residual sums before the next sign, transitions by an overlapping max-pool, a blur and a binary
 * depthwise convolution.
 */
export function quickNet(seed: number): FunctionalDraft {
  const draft = new FunctionalDraft(seed, 12);
  let x = draft.call('image', ...rescale);
  x = draft.call(x, ...firstConv('stem', 6));
  for (const block of ['a', 'b']) {
    let y = draft.call(x, ...binaryConv(`conv_${block}`, [6, 6], { bias: false, more: { pad_value: 1 } }));
    y = draft.call(y, 'ReLU', { name: `relu_${block}` });
    y = draft.call(y, ...norm(`norm_${block}`, 6));
    x = draft.call([x, y], 'Add', { name: `add_${block}` });
  }
  x = draft.call(x, ...pool('Max', 'pool', 3, 'same'));
  x = draft.call(x, ...pool('Average', 'blur', 3, 'same'));
  const depthwise = { name: 'depthwise', kernel_size: [3, 3], strides: [1, 1], padding: 'same', pad_value: 0 };
  const y = draft.call(
    x,
    'BinaryDepthwiseConv2D',
    { ...depthwise, depth_multiplier: 2, use_bias: true, input_quantizer: 'sign', depthwise_quantizer: 'sign' },
    { depthwise_kernel: [3, 3, 6, 2], bias: [12] },
  );
  x = draft.call([x, y], 'Concatenate', { name: 'join', axis: 3 });
  x = draft.call(x, ...norm('norm', 18));
  x = draft.call(x, 'Flatten', { name: 'flatten' });
  x = draft.call(x, 'Activation', { name: 'relu', activation: 'relu' });
  draft.call(x, ...quantizedDense('dense', [3 * 3 * 18, 10]));
  return draft;
}
