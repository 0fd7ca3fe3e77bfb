// What to use instead of the layer classes and activations that cannot be exported, by the names that people know them
// by.

const PRELU = 'use PReLU with shared_axes [1, 2], or ReLU,';
const RECURRENT = 'only networks of images can be exported: use convolutions and GlobalAveragePooling2D instead';
const NORM = 'use BatchNormalization instead: its statistics do not depend on the image, so that it becomes thresholds';
const ONE_DIMENSION = 'only images can be exported: use the 2D layer on [height, 1, channels] instead';
const THREE_DIMENSIONS = 'only images can be exported: use the 2D layer instead';
const SHAPE =
  'leave it out: convolutions and dense layers read images as they are, and only Flatten may come before a dense layer';
const LARGER = 'leave it out: only classifiers can be exported, whose images do not become larger again';
const COMBINE = 'use Add or Concatenate instead';
const FIXED_SIZE =
  'leave it out: give images of the size that the network takes, which --image-size of the trainer does';
const GATES = 'leave the gate out: a factor per channel that does not depend on the image is in BatchNormalization';

/** Class → what to do instead. */
const CLASSES: Readonly<Record<string, string>> = {
  // Kernels of floats.
  Conv2DTranspose: LARGER,
  Conv1D: ONE_DIMENSION,
  SeparableConv1D: ONE_DIMENSION,
  DepthwiseConv1D: ONE_DIMENSION,
  Conv1DTranspose: ONE_DIMENSION,
  LocallyConnected1D: ONE_DIMENSION,
  LocallyConnected2D: 'use a convolution instead: a kernel per pixel cannot be exported',
  Conv3D: THREE_DIMENSIONS,
  Conv3DTranspose: THREE_DIMENSIONS,
  ConvLSTM2D: RECURRENT,

  // Activations.
  ELU: `${PRELU} instead`,
  ThresholdedReLU: 'use a bias in the layer before it and ReLU instead',

  // Normalisation and noise.
  LayerNormalization: NORM,
  GroupNormalization: NORM,
  InstanceNormalization: NORM,
  UnitNormalization: NORM,
  SpectralNormalization: NORM,
  MeanImage:
    'use Rescaling with an offset per channel instead, since bytes have no mean per pixel: a recipe without meanImage trains that way',

  // Poolings.
  MaxPooling1D: ONE_DIMENSION,
  AveragePooling1D: ONE_DIMENSION,
  GlobalAveragePooling1D: ONE_DIMENSION,
  GlobalMaxPooling1D: ONE_DIMENSION,
  MaxPooling3D: THREE_DIMENSIONS,
  AveragePooling3D: THREE_DIMENSIONS,
  GlobalAveragePooling3D: THREE_DIMENSIONS,
  GlobalMaxPooling3D: THREE_DIMENSIONS,

  // Shapes.
  RepeatVector: SHAPE,
  Cropping1D: ONE_DIMENSION,
  Cropping2D:
    "leave it out: a convolution with padding 'valid' looks at no more than the image, or crop the images beforehand",
  Cropping3D: THREE_DIMENSIONS,
  ZeroPadding1D: ONE_DIMENSION,
  ZeroPadding3D: THREE_DIMENSIONS,
  UpSampling1D: ONE_DIMENSION,
  UpSampling3D: THREE_DIMENSIONS,
  Resizing: FIXED_SIZE,
  CenterCrop: FIXED_SIZE,
  RandomCrop: 'leave it out: the recipe crops and flips images in training (augmentation in docs/recipes.md)',
  RandomFlip: 'leave it out: the recipe crops and flips images in training (augmentation in docs/recipes.md)',
  RandomWidth: 'leave it out: the recipe crops and flips images in training (augmentation in docs/recipes.md)',

  // Several inputs.
  Multiply: GATES,
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
  TFOpLambda: 'use a layer instead: this function of TensorFlow, or these arguments, have no counterpart here',

  // Larq.
  QuantConv2DTranspose: LARGER,
  QuantConv1D: ONE_DIMENSION,
  QuantSeparableConv1D: ONE_DIMENSION,
  QuantConv3D: THREE_DIMENSIONS,
  QuantConv3DTranspose: THREE_DIMENSIONS,
  QuantLocallyConnected1D: ONE_DIMENSION,
  QuantLocallyConnected2D: 'use a convolution instead: a kernel per pixel cannot be exported',

  // QKeras and Brevitas have these names too.
  QConv2D: 'save the network with Larq or plain Keras layers',
  QDense: 'save the network with Larq or plain Keras layers',
  QDepthwiseConv2D: 'save the network with Larq or plain Keras layers',
  QActivation: 'leave it out: the inputQuantizer of the binary layer after it does that',
};

/** One line, or null for a class that is not known here. */
export const adviceForClass = (className: string): string | null =>
  Object.hasOwn(CLASSES, className) ? CLASSES[className] : null;

/** For any activation. */
export const ACTIVATION_ADVICE = `${PRELU} instead, or leave it out`;
