// An HDF5 file by paths, whatever is wrong with it.
import { BitplaneError } from '@bitplane/model';
import { Dataset, File, Group } from 'jsfive';
import type { Weight } from '../keras/network';
import { readJson } from '../keras/read-json';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

export const startsLikeHdf5 = (start: Buffer): boolean => start.subarray(0, SIGNATURE.length).equals(SIGNATURE);

/** A file of zeros that claims gigabytes is not to be believed; compressed weights hardly become smaller. */
const MAX_EXPANSION = 16;

const FLOAT_NBYTES = 4;

/** All of it throws E_FILE for what is damaged. */
export class Hdf5File {
  private readonly root: Group;

  /** @param file as messages name it. */
  constructor(
    readonly file: string,
    private readonly bytes: Buffer,
  ) {
    this.root = this.reading('an HDF5 file', () => {
      const { buffer, byteOffset, length } = bytes;
      return new File(buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer, file);
    });
  }

  hasGroup(path: string): boolean {
    return this.find(path) instanceof Group;
  }

  /** The names of the groups and datasets in this group; none where there is no such group. */
  namesIn(path: string): readonly string[] {
    const group = this.find(path);
    return group instanceof Group ? this.reading(path, () => [...group.keys]) : [];
  }

  /** Undefined where there is no such attribute. */
  attribute(path: string, name: string): unknown {
    const group = this.find(path);
    return group instanceof Group ? this.reading(`attribute ${name} of ${path}`, () => group.attrs[name]) : undefined;
  }

  /** An attribute that holds JSON; null where there is none. */
  json(path: string, name: string): unknown {
    const text = this.attribute(path, name);
    return typeof text === 'string' ? readJson(`${this.file}: ${name}`, text) : null;
  }

  /** Undefined where there is no such dataset. */
  weight(path: string): Weight | undefined {
    const dataset = this.find(path);
    if (!(dataset instanceof Dataset)) return undefined;
    return this.reading(path, () => {
      const { shape, dtype } = dataset;
      const length = shape.reduce((product, size) => product * size, 1);
      if (dtype !== '<f4') this.reject(path, 'float32 weights', String(dtype));
      if (!(length * FLOAT_NBYTES <= MAX_EXPANSION * this.bytes.length))
        this.reject(path, `no more than the ${this.bytes.length} bytes of the file hold`, `[${shape.join()}]`);
      const values = Float32Array.from(dataset.value as ArrayLike<number>);
      if (values.length !== length) this.reject(path, `${length} weights`, String(values.length));
      return { shape, values };
    });
  }

  private find(path: string): Group | Dataset | null {
    let found: Group | Dataset | null = this.root;
    return this.reading(path, () => {
      for (const name of path.split('/').filter((part) => part !== '')) {
        if (!(found instanceof Group) || !found.keys.includes(name)) return null;
        found = found.get(name);
      }
      return found;
    });
  }

  private reject(path: string, expected: string, got: string): never {
    throw new BitplaneError(
      'E_FILE',
      `${this.file}: ${path}: expected ${expected}, got ${got}; save the network again`,
    );
  }

  /** The reader of HDF5 throws any kind of error where bytes are damaged. */
  private reading<Value>(what: string, read: () => Value): Value {
    try {
      return quietly(read);
    } catch (cause) {
      if (cause instanceof BitplaneError) throw cause;
      const got = `a damaged file (${(cause as Error).message})`;
      throw new BitplaneError('E_FILE', `${this.file}: expected to read ${what}, got ${got}; copy or save it again`, {
        cause,
      });
    }
  }
}

/** jsfive says on the console, and of damaged files at length, which attributes it leaves out. */
function quietly<Value>(read: () => Value): Value {
  const { warn } = console;
  console.warn = () => {};
  try {
    return read();
  } finally {
    console.warn = warn;
  }
}
