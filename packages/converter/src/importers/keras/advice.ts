// What to use instead of the layer classes and activations that cannot be exported, by the names that people know them
// by.

const PRELU = 'use tf.layers.prelu({ sharedAxes: [1, 2] }) or tf.layers.reLU()';
const SOFTMAX = 'leave it out: the scores have the same order without it, and training applies its own';
const RECURRENT =
  'only networks of images can be exported: use convolutions and tf.layers.globalAveragePooling2d instead';
const NORM =
  'use tf.layers.batchNormalization instead: its statistics do not depend on the image, so that it becomes thresholds';
const ONE_DIMENSION = 'only images can be exported: use the 2D layer on [height, 1, channels] instead';
const THREE_DIMENSIONS = 'only images can be exported: use the 2D layer instead';
const SHAPE =
  'leave it out: convolutions and dense layers read images as they are, and only Flatten may come before a dense layer';
const LARGER = 'leave it out: only classifiers can be exported, whose images do not become larger again';
const COMBINE = 'use tf.layers.add or tf.layers.concatenate instead';
const FIXED_SIZE =
  'leave it out: give images of the size that the network takes, which --image-size of the trainer does';
const GATES = 'leave the gate out, or use layers.OutputScale, which has a factor per channel';
const MAX_POOL = 'use tf.layers.maxPooling2d with the poolSize of the whole image instead';

const PADDING = "Larq's and Keras's padding is 'valid' where none is given, ours 'same'";

/** Class → what to do instead. */
const CLASSES: Readonly<Record<string, string>> = {
  // Kernels of floats.
  Dense: 'use layers.QuantizedDense or layers.BinaryDense instead',
  Conv2D: 'use layers.QuantizedConv2D on the image instead, layers.BinaryConv2D after it',
  DepthwiseConv2D: 'use layers.BinaryDepthwiseConv2D instead',
  SeparableConv2D: 'use layers.BinaryDepthwiseConv2D and then layers.BinaryConv2D with kernelSize 1 instead',
  Conv2DTranspose: LARGER,
  Conv1D: ONE_DIMENSION,
  SeparableConv1D: ONE_DIMENSION,
  DepthwiseConv1D: ONE_DIMENSION,
  Conv1DTranspose: ONE_DIMENSION,
  LocallyConnected1D: ONE_DIMENSION,
  LocallyConnected2D: 'use layers.BinaryConv2D instead: a kernel per pixel cannot be exported',
  Conv3D: THREE_DIMENSIONS,
  Conv3DTranspose: THREE_DIMENSIONS,
  ConvLSTM2D: RECURRENT,

  // Activations.
  Softmax: SOFTMAX,
  LeakyReLU: 'use tf.layers.prelu({ sharedAxes: [1, 2] }) instead, which learns that slope',
  ELU: `${PRELU} instead`,
  ThresholdedReLU: 'use layers.LearnedShift and then tf.layers.reLU() instead',

  // Normalisation and noise.
  LayerNormalization: NORM,
  GroupNormalization: NORM,
  InstanceNormalization: NORM,
  UnitNormalization: NORM,
  SpectralNormalization: NORM,
  Normalization: 'use tf.layers.rescaling with a scale, and an offset per channel, instead',
  MeanImage:
    'use tf.layers.rescaling with an offset per channel instead, since bytes have no mean per pixel: a recipe without meanImage trains that way',

  // Poolings.
  GlobalMaxPooling2D: MAX_POOL,
  MaxPooling1D: ONE_DIMENSION,
  AveragePooling1D: ONE_DIMENSION,
  GlobalAveragePooling1D: ONE_DIMENSION,
  GlobalMaxPooling1D: ONE_DIMENSION,
  MaxPooling3D: THREE_DIMENSIONS,
  AveragePooling3D: THREE_DIMENSIONS,
  GlobalAveragePooling3D: THREE_DIMENSIONS,
  GlobalMaxPooling3D: THREE_DIMENSIONS,

  // Shapes.
  Reshape: SHAPE,
  Permute: SHAPE,
  RepeatVector: SHAPE,
  Cropping1D: ONE_DIMENSION,
  Cropping2D:
    "leave it out: a convolution with padding 'valid' looks at no more than the image, or crop the images beforehand",
  Cropping3D: THREE_DIMENSIONS,
  ZeroPadding1D: ONE_DIMENSION,
  ZeroPadding3D: THREE_DIMENSIONS,
  UpSampling1D: ONE_DIMENSION,
  UpSampling2D: LARGER,
  UpSampling3D: THREE_DIMENSIONS,
  Resizing: FIXED_SIZE,
  CenterCrop: FIXED_SIZE,
  RandomCrop: 'leave it out: the recipe crops and flips images in training (augmentation in docs/recipes.md)',
  RandomFlip: 'leave it out: the recipe crops and flips images in training (augmentation in docs/recipes.md)',
  RandomWidth: 'leave it out: the recipe crops and flips images in training (augmentation in docs/recipes.md)',

  // Several inputs.
  Multiply: GATES,
  Average: 'use tf.layers.add instead: the norm after it absorbs the factor',
  Subtract: COMBINE,
  Maximum: COMBINE,
  Minimum: COMBINE,
  Dot: COMBINE,
  Attention: COMBINE,
  MultiHeadAttention: COMBINE,

  // Sequences and words.
  Embedding: 'only networks of images can be exported: it reads words',
  Masking: RECURRENT,
  LSTM: RECURRENT,
  LSTMCell: RECURRENT,
  GRU: RECURRENT,
  GRUCell: RECURRENT,
  SimpleRNN: RECURRENT,
  SimpleRNNCell: RECURRENT,
  RNN: RECURRENT,
  StackedRNNCells: RECURRENT,
  ConvLSTM2DCell: RECURRENT,
  Bidirectional: RECURRENT,
  TimeDistributed: RECURRENT,
  CategoryEncoding: 'only networks of images can be exported: it reads categories',

  // Code.
  Lambda: 'use the layers of docs/networks.md instead: a function is not saved with the network',
  TFOpLambda: 'use the layers of docs/networks.md instead: a function of TensorFlow has no counterpart here',

  // Larq.
  QuantConv2D: `use layers.BinaryConv2D instead; ${PADDING}`,
  QuantDense: 'use layers.BinaryDense instead',
  QuantDepthwiseConv2D: `use layers.BinaryDepthwiseConv2D instead; ${PADDING}`,
  QuantSeparableConv2D: `use layers.BinaryDepthwiseConv2D and then layers.BinaryConv2D with kernelSize 1 instead; ${PADDING}`,
  QuantConv2DTranspose: LARGER,
  QuantConv1D: ONE_DIMENSION,
  QuantSeparableConv1D: ONE_DIMENSION,
  QuantConv3D: THREE_DIMENSIONS,
  QuantConv3DTranspose: THREE_DIMENSIONS,
  QuantLocallyConnected1D: ONE_DIMENSION,
  QuantLocallyConnected2D: 'use layers.BinaryConv2D instead: a kernel per pixel cannot be exported',

  // QKeras and Brevitas have these names too.
  QConv2D: 'use layers.QuantizedConv2D on the image instead, layers.BinaryConv2D after it',
  QDense: 'use layers.QuantizedDense or layers.BinaryDense instead',
  QDepthwiseConv2D: 'use layers.BinaryDepthwiseConv2D instead',
  QActivation: 'leave it out: the inputQuantizer of the binary layer after it does that',
};

/** Name of an activation → what to do instead. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  softmax: SOFTMAX,
  log_softmax: SOFTMAX,
  sigmoid:
    'at the end leave it out and train one score per class, elsewhere use tf.layers.prelu({ sharedAxes: [1, 2] }) instead',
  relu6: 'use tf.layers.reLU() without a cap instead',
};

/** One line, or null for a class that is not known here. */
export const adviceForClass = (className: string): string | null =>
  Object.hasOwn(CLASSES, className) ? CLASSES[className] : null;

/** One line, for any activation. */
export const adviceForActivation = (activation: unknown): string =>
  typeof activation === 'string' && Object.hasOwn(ACTIVATIONS, activation)
    ? ACTIVATIONS[activation]
    : `${PRELU} instead, or leave it out`;
