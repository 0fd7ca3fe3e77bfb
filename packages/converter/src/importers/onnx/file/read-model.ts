// An ONNX file as nodes and constants; what every network here has is checked.
import { statSync } from 'node:fs';
import { readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { GraphProto, ModelProto } from '../proto/messages';
import { decodeModelProto } from '../proto/schema';
import { requireBoundedModel } from '../proto/wire';

export interface OnnxFile {
  readonly path: string;
  readonly graph: GraphProto;
  /** Of the standard operators. */
  readonly opset: number;
}

const IR_VERSIONS = { lowest: 3, highest: 14 } as const;
export const OPSETS = { lowest: 9, highest: 28 } as const;

/** Both names of the domain of Quant, BipolarQuant and MultiThreshold: Brevitas' up to 0.11, QONNX's since. */
export const QUANTIZER_DOMAINS: readonly string[] = ['qonnx.custom_op.general', 'onnx.brevitas'];
const STANDARD_DOMAINS: readonly string[] = ['', 'ai.onnx'];

/** One message of protobuf has at most 2 GB; weights of larger networks lie in files beside it. */
const MAX_NBYTES = 2 ** 29;

/** Throws E_MISSING_FILE, and E_FILE for a file that is damaged, foreign, or of a version that is not known here. */
export function readOnnxFile(path: string): OnnxFile {
  const reject = (expected: string, got: unknown): never => {
    throw new BitplaneError('E_FILE', `${path}: expected ${expected}, got ${String(got)}`);
  };
  const nbytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (nbytes > MAX_NBYTES) reject(`at most ${MAX_NBYTES} bytes`, `${nbytes}; save its weights as external data`);
  const bytes = readWhole(path);
  requireBoundedModel(path, bytes);
  const model = decode(path, bytes);
  const { irVersion, graph, functions } = model;
  if (!(irVersion >= IR_VERSIONS.lowest && irVersion <= IR_VERSIONS.highest))
    reject(
      `an ONNX model of IR version ${IR_VERSIONS.lowest} to ${IR_VERSIONS.highest}`,
      `${irVersion}; export it with a current version of its tool`,
    );
  if (graph === undefined || graph === null || graph.node.length === 0)
    return reject('a graph with nodes', 'none; the file is damaged: export it again');
  if (functions.length > 0)
    reject(
      'a graph without functions of its own',
      `${functions[0].name}; export it with torch.onnx.export of PyTorch 2.5 or later, which inlines them`,
    );
  if (graph.sparseInitializer.length > 0) reject('dense initializers', 'sparse ones; export it without');
  return { path, graph, opset: readOpset(model, reject) };
}

function decode(path: string, bytes: Uint8Array): ModelProto {
  try {
    return decodeModelProto(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected an ONNX model, got bytes that are none (${reason}); export it again`,
      { cause },
    );
  }
}

function readOpset({ opsetImport }: ModelProto, reject: (expected: string, got: unknown) => never): number {
  const standard = opsetImport.find(({ domain }) => STANDARD_DOMAINS.includes(domain));
  const version = standard?.version;
  if (version === undefined) return reject('an opset of the standard operators', 'none; export it again');
  if (!(version >= OPSETS.lowest && version <= OPSETS.highest))
    reject(`opset ${OPSETS.lowest} to ${OPSETS.highest}`, `${version}; export it with opset_version=17`);
  return version;
}

export const isStandardDomain = (domain: string): boolean => STANDARD_DOMAINS.includes(domain);
