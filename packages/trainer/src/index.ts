// What other programs may use: the layers, so that TensorFlow.js can load and train networks with them, and the types of a network file.
export { loadBackend, type Backend } from './backend';
export { BinaryConv2D, OutputScale, QuantizedConv2D, registerLayers } from './layers';
export type { BuildNetwork, NetworkStart, NetworkTools } from './networks';
export { int8Kernel } from './quantizers/int8-kernel';
export { steSign } from './quantizers/ste-sign';
