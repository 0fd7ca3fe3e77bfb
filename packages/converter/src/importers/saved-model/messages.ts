// The messages of a SavedModel of Keras 2, and of the checkpoint in it: as TensorFlow 2.15 and tf_keras 2.15 define
// them (saved_metadata.proto, tensor_bundle.proto, tensor_shape.proto, trackable_object_graph.proto), with the fields
// that are read.
import type { Type } from 'protobufjs';
import { requireBounded, type Message } from '../protobuf/bounded-message';
import { protobuf } from '../protobuf/protobuf';
import { reject } from './reject';

export interface SavedMetadata {
  readonly nodes: readonly {
    /** "root.layer-0.layer_with_weights-1" */
    readonly nodePath: string;
    /** "_tf_keras_layer" and others. */
    readonly identifier: string;
    /** JSON. */
    readonly metadata: string;
  }[];
}

export interface BundleHeader {
  readonly numShards: number;
  /** 0 little, 1 big. */
  readonly endianness: number;
}

export interface BundleEntry {
  /** DT_FLOAT is 1, DT_STRING 7. */
  readonly dtype: number;
  readonly shape: { readonly dim: readonly { readonly size: number }[]; readonly unknownRank: boolean } | null;
  readonly shardId: number;
  readonly offset: number;
  readonly size: number;
  /** CRC-32C of the bytes, masked. */
  readonly crc32c: number;
  readonly slices: readonly unknown[];
}

export interface TrackableObjectGraph {
  readonly nodes: readonly {
    readonly children: readonly { readonly nodeId: number; readonly localName: string }[];
    readonly attributes: readonly { readonly name: string; readonly checkpointKey: string }[];
  }[];
}

const SCHEMA = `
  syntax = "proto3";
  message SavedMetadata {
    message SavedObject { string node_path = 3; string identifier = 4; string metadata = 5; }
    repeated SavedObject nodes = 1;
  }
  message BundleHeader { int32 num_shards = 1; int32 endianness = 2; }
  message TensorShape {
    message Dim { int64 size = 1; }
    repeated Dim dim = 2;
    bool unknown_rank = 3;
  }
  message Slice {}
  message BundleEntry {
    int32 dtype = 1;
    TensorShape shape = 2;
    int32 shard_id = 3;
    int64 offset = 4;
    int64 size = 5;
    fixed32 crc32c = 6;
    repeated Slice slices = 7;
  }
  message TrackableObjectGraph {
    message ObjectReference { int32 node_id = 1; string local_name = 2; }
    message SerializedTensor { string name = 1; string checkpoint_key = 3; }
    message TrackableObject { repeated ObjectReference children = 1; repeated SerializedTensor attributes = 2; }
    repeated TrackableObject nodes = 1;
  }`;

interface Messages {
  readonly SavedMetadata: SavedMetadata;
  readonly BundleHeader: BundleHeader;
  readonly BundleEntry: BundleEntry;
  readonly TrackableObjectGraph: TrackableObjectGraph;
}

const LEAF: Message = { fields: {} };

/** Where messages are nested. */
const NESTED: Readonly<Record<keyof Messages, Message>> = {
  SavedMetadata: { fields: { 1: () => LEAF } },
  BundleHeader: LEAF,
  BundleEntry: { fields: { 2: () => ({ fields: { 2: () => LEAF } }), 7: () => LEAF } },
  TrackableObjectGraph: { fields: { 1: () => ({ fields: { 1: () => LEAF, 2: () => LEAF } }) } },
};

let root: protobuf.Root | undefined;

const typeOf = (name: keyof Messages): Type => (root ??= protobuf.parse(SCHEMA).root).lookupType(name);

/** Throws E_FILE for bytes that are no such message, or too much of one. @param where as the error names them. */
export function decodeMessage<Name extends keyof Messages>(
  name: Name,
  where: string,
  bytes: Uint8Array,
): Messages[Name] {
  requireBounded({ name: where, advice: ADVICE }, bytes, NESTED[name]);
  try {
    return typeOf(name).decode(bytes) as unknown as Messages[Name];
  } catch (cause) {
    return reject(where, `a ${name}`, `bytes that are none (${(cause as Error).message})`, ADVICE);
  }
}

const ADVICE = 'the folder is damaged: copy it again';

/** What decodeMessage reads: for tests, which write their own files. */
export const encodeMessage = (name: keyof Messages, message: object): Uint8Array =>
  typeOf(name).encode(typeOf(name).fromObject(message)).finish();
