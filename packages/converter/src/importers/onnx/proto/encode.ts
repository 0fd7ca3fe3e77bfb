// ONNX's messages as bytes, as onnx.json says. protobufjs writes the wire's elements; its own encoders are code that
// it makes of the messages, which pages with a content security policy do not allow.
import { Writer } from 'protobufjs/minimal';
import MESSAGES from './onnx.json';

interface Field {
  readonly type: string;
  readonly id: number;
  readonly rule?: string;
  readonly options?: { readonly packed?: boolean };
}

interface Definition {
  readonly fields?: Readonly<Record<string, Field>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly nested?: Readonly<Record<string, Definition>>;
}

type Plain = Readonly<Record<string, unknown>>;

/** What a field's values are: the wire type, and how one is written after its tag. */
interface Form {
  readonly wireType: number;
  readonly write: (writer: Writer, value: never) => Writer;
}

const VARINT = 0;
const LENGTH = 2;

const SCALARS: Readonly<Record<string, Form>> = {
  int32: { wireType: VARINT, write: (writer, value) => writer.int32(value) },
  int64: { wireType: VARINT, write: (writer, value) => writer.int64(value) },
  uint64: { wireType: VARINT, write: (writer, value) => writer.uint64(value) },
  double: { wireType: 1, write: (writer, value) => writer.double(value) },
  float: { wireType: 5, write: (writer, value) => writer.float(value) },
  bytes: { wireType: LENGTH, write: (writer, value) => writer.bytes(value) },
  string: { wireType: LENGTH, write: (writer, value) => writer.string(value) },
};

const PACKAGE: Definition = MESSAGES.nested.onnx;

/** Plain data under the names of onnx.proto as the bytes of an .onnx file. */
export const encodeModelProto = (model: object): Uint8Array =>
  writeMessage(Writer.create(), ['ModelProto'], model as Plain).finish();

/** The numbers of an enumeration by its names. path: of the messages that it is in, and its own name. */
export const enumValues = (...path: readonly string[]): Readonly<Record<string, number>> => definitionAt(path)!.values!;

/** In the order of their numbers, as protobufjs writes them. */
function writeMessage(writer: Writer, path: readonly string[], message: Plain): Writer {
  for (const [name, field] of fieldsOf(path)) {
    if (!Object.hasOwn(message, name) || message[name] === undefined) continue;
    const form = formOf(field.type, path);
    const values = (field.rule === 'repeated' ? message[name] : [message[name]]) as never[];
    if (field.options?.packed === true && values.length > 0) {
      writer.uint32((field.id << 3) | LENGTH).fork();
      for (const value of values) form.write(writer, value);
      writer.ldelim();
    } else {
      for (const value of values) form.write(writer.uint32((field.id << 3) | form.wireType), value);
    }
  }
  return writer;
}

const sortedFields = new Map<string, readonly [string, Field][]>();

function fieldsOf(path: readonly string[]): readonly [string, Field][] {
  const key = path.join('.');
  const known = sortedFields.get(key);
  if (known !== undefined) return known;
  const fields = Object.entries(definitionAt(path)!.fields!).sort(([, a], [, b]) => a.id - b.id);
  sortedFields.set(key, fields);
  return fields;
}

function formOf(type: string, path: readonly string[]): Form {
  if (type in SCALARS) return SCALARS[type];
  const found = resolve(type, path);
  if (definitionAt(found)!.fields === undefined) return SCALARS.int32;
  return {
    wireType: LENGTH,
    write: (writer, value) => writeMessage(writer.fork(), found, value).ldelim(),
  };
}

/** A type is named from inside the message that has the field: the innermost one of that name. */
function resolve(type: string, path: readonly string[]): readonly string[] {
  for (let depth = path.length; depth >= 0; depth--) {
    const found = [...path.slice(0, depth), ...type.split('.')];
    if (definitionAt(found) !== undefined) return found;
  }
  throw new Error(`onnx.json: expected a message or an enumeration ${type}, found none`);
}

const definitionAt = (path: readonly string[]): Definition | undefined =>
  path.reduce<Definition | undefined>((definition, name) => definition?.nested?.[name], PACKAGE);
