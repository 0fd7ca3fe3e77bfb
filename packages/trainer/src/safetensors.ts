// Float32 tensors in Hugging Face's format for weights, which many tools read: huggingface.co/docs/safetensors.
//
//     8 bytes        length n of the header, little-endian
//     n bytes        JSON: { name: { dtype, shape, data_offsets: [begin, end] }, …, "__metadata__": { text: text } }
//     the rest       the values of all tensors without gaps, little-endian; offsets count from here
import { BitplaneError } from '@bitplane/model';
import { z } from 'zod';

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** float32, little-endian, row-major. */
  readonly bytes: Uint8Array;
}

export interface Safetensors {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = '__metadata__';
const LENGTH_NBYTES = 8;

/** The values start at a multiple of this, as those that the format's own library writes: spaces fill the header. */
const ALIGNMENT = 8;

/** As the format's own library has it. */
const MAX_HEADER_NBYTES = 100_000_000;

/** Names must differ from each other. */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Buffer {
  let end = 0;
  const entries = tensors.map(({ name, shape, bytes }) => {
    const begin = end;
    end += bytes.length;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  const text = Buffer.from(JSON.stringify({ [METADATA]: metadata, ...Object.fromEntries(entries) }));
  const header = Buffer.alloc(Math.ceil(text.length / ALIGNMENT) * ALIGNMENT, ' ');
  text.copy(header);
  const length = Buffer.alloc(LENGTH_NBYTES);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...tensors.map(({ bytes }) => bytes)]);
}

const tensorSchema = z.object({
  dtype: z.literal('F32', { error: 'expected dtype F32' }),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const metadataSchema = z.record(z.string(), z.string());

/** Reads a whole file, `path` in messages. Throws E_FILE for one that is damaged or has other numbers than float32. */
export function decodeSafetensors(file: Buffer, path: string): Safetensors {
  const reject = (expected: string, cause?: unknown): never => {
    throw new BitplaneError('E_FILE', `${path}: expected a .safetensors file, got ${expected}: copy it again`, {
      cause,
    });
  };
  if (file.length < LENGTH_NBYTES) return reject(`${file.length} bytes`);
  const length = file.readBigUInt64LE();
  if (length > MAX_HEADER_NBYTES || LENGTH_NBYTES + Number(length) > file.length) {
    return reject(`a header of ${length} bytes in a file of ${file.length}`);
  }
  const begin = LENGTH_NBYTES + Number(length);
  const values = file.subarray(begin);
  try {
    const header = JSON.parse(file.toString('utf8', LENGTH_NBYTES, begin)) as Record<string, unknown>;
    const { [METADATA]: metadata = {}, ...entries } = header;
    const tensors = Object.entries(entries).map(([name, entry]) => readTensor(name, entry, values));
    return { tensors, metadata: metadataSchema.parse(metadata) };
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0].message : (cause as Error).message;
    return reject(`a header that does not describe it (${issue})`, cause);
  }
}

function readTensor(name: string, entry: unknown, values: Buffer): NamedTensor {
  const { shape, data_offsets: offsets } = tensorSchema.parse(entry);
  const [begin, end] = offsets;
  const nbytes = 4 * shape.reduce((product, size) => product * size, 1);
  if (end - begin !== nbytes || end > values.length) {
    throw new Error(`tensor ${name} of ${nbytes} bytes at ${begin} … ${end} of ${values.length}`);
  }
  return { name, shape, bytes: values.subarray(begin, end) };
}
