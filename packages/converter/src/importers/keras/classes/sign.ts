import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/** Larq's quantizers of signs as layers of their own. */
export const importSign = ({ name, input }: LayerSource): Layer[] => [{ kind: 'sign', name, inputs: [input] }];
