// The networks whose time per product is compared: one shape over four decades, and two that people know.
import type { Model, Shape } from '@bitplane/model';
import { NetworkBuilder } from './network-builder';

export interface SeededNetwork {
  readonly name: string;
  /** What it looks like, for the table. */
  readonly shape: string;
  readonly make: () => Model;
}

const SEED = 1;
const square = (side: number): Shape => ({ height: side, width: side, channels: 3 });

/**
 * The reference network with a threshold per channel instead of a slope per element:
 *
 *     ÷256 · 8-bit conv 3×3, W · max-pool 3×3/2 · batch norm
 *     2 × (binary conv 3×3, 2W · max-pool 3×3/2 · batch norm)
 *     binary conv 1×1, 10 · average
 */
export function referenceShape(side: number, width: number): Model {
  const net = new NetworkBuilder(`reference-shape-${side}-${width}`, square(side), SEED);
  let x = net.norm(net.maxPool(net.conv(net.image(), { filters: width, size: 3 }, 8), 3, 2), 0.3);
  for (const channels of [width, 2 * width]) {
    const sums = net.binary(x, { filters: 2 * width, size: 3 });
    x = net.norm(net.maxPool(sums, 3, 2), 9 * channels);
  }
  net.globalAverage(net.binary(x, { filters: 10, size: 1 }));
  return net.model();
}

const STAGES = [64, 128, 256, 512];
const CONVOLUTIONS = 4;
const CLASSES = 1000;

/** Filters of the stages. */
type Stages = readonly number[];

/**
 * Binary ResNet-18 as Bi-Real Net has it (Liu et al., arXiv:1808.00278): a float shortcut around every binary
 * convolution; where the image halves, the shortcut is an average and a float 1×1 convolution.
 */
export function resnet18(side: number, stages: Stages = STAGES): Model {
  const net = new NetworkBuilder(`resnet-18-${side}`, square(side), SEED);
  let x = net.maxPool(net.norm(net.conv(net.image(), { filters: stages[0], size: 7, stride: 2 }, 8), 0.3), 3, 2, true);
  let [channels] = stages;
  for (const filters of stages) {
    for (let k = 0; k < CONVOLUTIONS; k++) {
      const halves = filters !== channels;
      const sums = net.binary(x, { filters, size: 3, stride: halves ? 2 : 1 });
      const shortcut = halves ? net.norm(net.conv(net.halve(x), { filters, size: 1 }, 32), 1) : x;
      x = net.addition(net.norm(sums, 9 * channels), shortcut);
      channels = filters;
    }
  }
  net.dense(net.globalAverage(x), CLASSES);
  return net.model();
}

/**
 * QuickNet (Bannink et al., arXiv:2011.09398), its float stem and its blurred transitions included; its binary
 * convolutions pad with +1.
 */
export function quickNet(side: number, stages: Stages = STAGES): Model {
  const net = new NetworkBuilder(`quicknet-${side}`, square(side), SEED);
  const own = stages[0] / 4;
  const stem = net.relu(net.norm(net.conv(net.image(), { filters: own, size: 3, stride: 2 }, 32), 0.3));
  const depthwise = net.norm(net.conv(stem, { filters: own, size: 3, stride: 2, groups: own }, 32), 1);
  let x = net.norm(net.conv(depthwise, { filters: stages[0], size: 1 }, 32), 1);
  let [channels] = stages;
  for (const filters of stages) {
    if (filters !== channels) {
      const pooled = net.maxPool(net.relu(x), 3, 1, true);
      const blurred = net.conv(pooled, { filters: channels, size: 3, stride: 2, groups: channels }, 32);
      x = net.norm(net.conv(blurred, { filters, size: 1 }, 32), 1);
    }
    channels = filters;
    for (let k = 0; k < CONVOLUTIONS; k++) {
      const sums = net.relu(net.binary(x, { filters, size: 3 }, 1));
      x = net.addition(net.norm(sums, 9 * filters), x);
    }
  }
  net.dense(net.globalAverage(net.relu(x)), CLASSES);
  return net.model();
}

const reference = (side: number, width: number): SeededNetwork => ({
  name: `reference-${side}-${width}`,
  shape: `the reference network's, ${side} × ${side}, from ${width} filters`,
  make: () => referenceShape(side, width),
});

export const NETWORKS: readonly SeededNetwork[] = [
  ...[reference(32, 16), reference(32, 32), reference(32, 64), reference(64, 64), reference(112, 64)],
  ...[reference(160, 64), reference(224, 64)],
  { name: 'resnet-18-224', shape: 'binary ResNet-18, 224 × 224', make: () => resnet18(224) },
  { name: 'quicknet-224', shape: 'QuickNet, 224 × 224', make: () => quickNet(224) },
];
