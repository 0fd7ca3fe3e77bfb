// Which layers a network may contain, and where; what to do instead, in one line.
import { didYouMean } from '@bitplane/cli';
import { adviceForClass } from './advice';
import { KERAS_CLASSES, RESCALING } from './classes';
import { requireKnownActivation } from './classes/activation';
import { isPadded } from './classes/padding';
import { LayerSource, type SourceTensor } from './layer-source';
import type { LayerEntry } from './network';

type Looked = Pick<LayerEntry, 'name' | 'className' | 'config'>;

const INPUT_CLASS = 'InputLayer';
const RESCALE = 'tf.layers.rescaling({ scale: 1 / 256, inputShape: [...inputShape] })';

const sourceOf = (file: string, { name, className, config }: Looked): LayerSource =>
  new LayerSource({
    file,
    weightOf: () => undefined,
    inputs: [],
    isLast: false,
    note: () => {},
    calibrate: null,
    freeze: () => {},
    entry: { name, path: [name], className, config, sources: [] },
  });

/**
 * What can be said without shapes and weights. Throws E_LAYER for a class, an attribute or an activation that has no
 * counterpart here.
 */
export function requireKnownLayer(file: string, layer: Looked): void {
  const { className } = layer;
  if (className === INPUT_CLASS) return;
  const source = sourceOf(file, layer);
  const kerasClass = KERAS_CLASSES.get(className);
  if (kerasClass === undefined) {
    const advice = adviceForClass(className);
    if (advice !== null) source.reject('expected a layer that can be exported', `class ${className}`, advice);
    const known = [...KERAS_CLASSES.keys()];
    return source.reject(`expected one of ${known.join(', ')}`, `class ${className}${didYouMean(className, known)}`);
  }
  source.requireKeys(kerasClass.keys);
  requireKnownActivation(source, kerasClass.hasActivation === true);
}

/** Throws E_LAYER for a layer that cannot read bytes, or channels in groups, but does. */
export function requirePlace(source: LayerSource, inputs: readonly SourceTensor[]): void {
  const { className } = source;
  const { isTrainingOnly, takesGroups } = KERAS_CLASSES.get(className)!;
  if (isTrainingOnly === true) return;
  const got = `class ${className}`;
  const readsBytes = inputs.some(({ element }) => element === 'uint8');
  if (readsBytes && className !== RESCALING) {
    const next = `start with ${RESCALE}, which turns bytes into numbers${className === 'BatchNormalization' ? '; it also takes an offset per channel' : ''}`;
    source.reject('expected Rescaling to read the image', got, next);
  }
  if (takesGroups !== true && inputs.some(({ groups }) => groups !== null)) {
    const next = 'reshape to [height, width, channels] again before it';
    source.reject('expected [height, width, channels]', 'channels in groups', next);
  }
}

/** Throws E_LAYER for a network whose last layer adds zeros that nothing reads. */
export function requireUnpaddedEnd(file: string, last: Looked | undefined, { zeroPads }: SourceTensor): void {
  if (last === undefined || !isPadded(zeroPads)) return;
  sourceOf(file, last).reject(
    'expected a convolution right after ZeroPadding2D',
    'the end of the network',
    'leave it out',
  );
}
