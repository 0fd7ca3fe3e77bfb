// ONNX's own messages, decoded by protobufjs as onnx.proto says: the file of the Python package onnx 1.23.2, opset 28,
// IR version 14.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from 'protobufjs';
import { protobuf } from '../../protobuf/protobuf';
import type { ModelProto } from './messages';

const PROTO_FILE = join(__dirname, 'onnx.proto');

let modelType: Type | undefined;

/** Parsed at the first use: whoever exports another kind of network does not wait for it. */
const getModelType = (): Type =>
  (modelType ??= protobuf.parse(readFileSync(PROTO_FILE, 'utf8')).root.lookupType('onnx.ModelProto'));

/** Throws what protobufjs throws for bytes that are not such a message. */
export const decodeModelProto = (bytes: Uint8Array): ModelProto =>
  getModelType().decode(bytes) as unknown as ModelProto;

/** Plain data under the names of onnx.proto as the file's bytes. */
export const encodeModelProto = (model: object): Uint8Array =>
  getModelType().encode(getModelType().fromObject(model)).finish();
