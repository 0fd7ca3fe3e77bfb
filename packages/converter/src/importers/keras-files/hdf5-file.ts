// An HDF5 file by paths, whatever is wrong with it.
import { BitplaneError } from '@bitplane/model';
import type { Weight } from '../keras/network';
import { readJson } from '../keras/read-json';
import { readOutline, type Hdf5Outline } from './hdf5-outline';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

export const startsLikeHdf5 = (start: Buffer): boolean => start.subarray(0, SIGNATURE.length).equals(SIGNATURE);

/** All of it throws E_FILE for what is damaged, once it is asked for. */
export class Hdf5File {
  private readonly outline: Hdf5Outline;

  /** @param file as messages name it. */
  constructor(
    readonly file: string,
    bytes: Buffer,
  ) {
    const outline = readOutline(bytes);
    if (typeof outline === 'string') this.reject('expected an HDF5 file', `a damaged one (${outline})`);
    this.outline = outline;
  }

  hasGroup(path: string): boolean {
    this.requireSound(path);
    return this.outline.groups.has(path);
  }

  /** Undefined where there is no such attribute of text. */
  attribute(path: string, name: string): string | readonly string[] | undefined {
    this.requireSound(path);
    const attributes = this.outline.groups.get(path)?.attributes;
    return attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  }

  /** An attribute that holds JSON; null where there is none. */
  json(path: string, name: string): unknown {
    const text = this.attribute(path, name);
    return typeof text === 'string' ? readJson(`${this.file}: ${name}`, text) : null;
  }

  /** Undefined where there is no such dataset. */
  weight(path: string): Weight | undefined {
    const normal = path.split('/').filter((part) => part !== '');
    this.requireSound(normal.join('/'));
    return this.outline.datasets.get(normal.join('/'));
  }

  /** The object and those around it. */
  private requireSound(path: string): void {
    const parts = path.split('/');
    for (let end = 0; end <= parts.length; end++) {
      const fault = this.outline.faults.get(parts.slice(0, end).join('/'));
      if (fault !== undefined) this.reject(`${path}: expected ${fault.expected}`, fault.got);
    }
  }

  private reject(expected: string, got: string): never {
    throw new BitplaneError(
      'E_FILE',
      `${this.file}: ${expected}, got ${got}; save the network again with model.save("network.h5")`,
    );
  }
}
