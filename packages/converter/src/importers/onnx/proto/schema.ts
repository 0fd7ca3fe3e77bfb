// ONNX's own messages, decoded by protobufjs as onnx.json says, which make-messages.mjs generates from the onnx.proto
// of the Python package onnx 1.23.2: opset 28, IR version 14.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INamespace, Type } from 'protobufjs';
import { protobuf } from '../../protobuf/protobuf';
import type { ModelProto } from './messages';

const MESSAGES_FILE = join(__dirname, 'onnx.json');

let modelType: Type | undefined;

const readMessages = (): INamespace => JSON.parse(readFileSync(MESSAGES_FILE, 'utf8')) as INamespace;

/** Read at the first use: whoever exports another kind of network does not wait for it. */
const getModelType = (): Type => (modelType ??= protobuf.Root.fromJSON(readMessages()).lookupType('onnx.ModelProto'));

/** Throws what protobufjs throws for bytes that are not such a message. */
export const decodeModelProto = (bytes: Uint8Array): ModelProto =>
  getModelType().decode(bytes) as unknown as ModelProto;

/** Plain data under the names of onnx.proto as the file's bytes. */
export const encodeModelProto = (model: object): Uint8Array =>
  getModelType().encode(getModelType().fromObject(model)).finish();
