// A small version of each kind of network that the trainer makes, by name: seed → files.
import type { LayersModelFiles } from '../layers-model-files';
import { binaryResNet, quickNet } from './functional';
import { binaryNet, referencePlus, sparse, twoBit, vggSmall } from './sequential';

export const NETWORKS: readonly (readonly [string, (seed: number) => LayersModelFiles])[] = [
  ['reference-plus', referencePlus],
  ['BinaryNet', binaryNet],
  ['VGG-small', vggSmall],
  ['2-bit', twoBit],
  ['ternary and bit maps', sparse],
  ['binary ResNet', binaryResNet],
  ['QuickNet-like', quickNet],
];
