// ONNX's own messages, decoded by protobufjs as onnx.json says, which make-messages.mjs generates from the onnx.proto
// of the Python package onnx 1.23.2: opset 28, IR version 14.
import type { Type } from 'protobufjs';
import { protobuf } from '../../protobuf/protobuf';
import type { ModelProto } from './messages';
import MESSAGES from './onnx.json';

let modelType: Type | undefined;

/** Made at the first use: whoever imports another kind of network does not wait for it. */
const getModelType = (): Type => (modelType ??= protobuf.Root.fromJSON(MESSAGES).lookupType('onnx.ModelProto'));

/** Throws what protobufjs throws for bytes that are not such a message. */
export const decodeModelProto = (bytes: Uint8Array): ModelProto =>
  getModelType().decode(bytes) as unknown as ModelProto;
