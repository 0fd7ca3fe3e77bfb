/**
 * What other programs may use: the layers, so that TensorFlow.js can load and train networks with them, quantizers and
 * networks by name, and the types of a network file.
 *
 * @module @bitplane/trainer
 */
export { loadBackend, type Backend } from './backend';
export * from './layers';
export { loadModel, saveModel } from './model-files';
export { buildNetwork, loadNetwork, NETWORKS } from './networks';
export type { BuildNetwork, NetworkStart, NetworkTools } from './networks';
export { binaryNet } from './networks/binary-net';
export { quicknetSmall } from './networks/quicknet-small';
export { reference } from './networks/reference';
export { reference2Bit } from './networks/reference-2bit';
export { referencePlus } from './networks/reference-plus';
export { resnet20 } from './networks/resnet-20';
export { vggSmall } from './networks/vgg-small';
export { createQuantizer, QUANTIZERS, registerQuantizer } from './quantizers';
export type { OwnQuantizer, QuantizerConfig } from './quantizers';
export { approxSign } from './quantizers/approx-sign';
export { dorefa, dorefaKernel } from './quantizers/dorefa';
export { int8Kernel } from './quantizers/int8-kernel';
export { magnitudeAwareSign } from './quantizers/magnitude-aware-sign';
export { reactSign } from './quantizers/react-sign';
export { residualSign } from './quantizers/residual-sign';
export { residualSignKernel } from './quantizers/residual-sign-kernel';
export { steHeaviside } from './quantizers/ste-heaviside';
export { steSign } from './quantizers/ste-sign';
export { steTern } from './quantizers/ste-tern';
export { swishSign } from './quantizers/swish-sign';
export { formatSummary, summarize, type LayerSummary } from './summary';
