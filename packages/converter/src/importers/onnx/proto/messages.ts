// What the importer reads of onnx.proto's messages, under the names that protobufjs gives the fields.

export interface StringStringEntryProto {
  readonly key: string;
  readonly value: string;
}

export interface TensorProto {
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly name: string;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly number[];
  readonly doubleData: readonly number[];
  readonly uint64Data: readonly number[];
  readonly rawData: Uint8Array;
  readonly externalData: readonly StringStringEntryProto[];
  readonly dataLocation: number;
  readonly segment?: unknown;
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly refAttrName: string;
  readonly f: number;
  readonly i: number;
  readonly s: Uint8Array;
  readonly t?: TensorProto;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly Uint8Array[];
}

export interface NodeProto {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export interface DimensionProto {
  readonly dimValue?: number;
  readonly dimParam?: string;
  /** Which of the two is there; absent: neither. */
  readonly value?: 'dimValue' | 'dimParam';
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: { readonly elemType: number; readonly shape?: { readonly dim: readonly DimensionProto[] } };
  };
}

export interface GraphProto {
  readonly name: string;
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly sparseInitializer: readonly unknown[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

export interface ModelProto {
  readonly irVersion: number;
  readonly producerName: string;
  readonly graph?: GraphProto;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly functions: readonly { readonly name: string; readonly domain: string }[];
  readonly metadataProps: readonly StringStringEntryProto[];
}
