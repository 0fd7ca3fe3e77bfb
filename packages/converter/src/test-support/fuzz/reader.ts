// What the fuzzer asks of a reader of files.
import type { Model } from '@bitplane/model';
import type { Files } from './mutations';

export interface FuzzedReader {
  readonly name: string;
  /** Sound files, by their names in a folder; the same for the same seed. */
  readonly files: (seed: number) => Files;
  /** Makes checksums right again, since nothing would get beyond them. */
  readonly repair?: (name: string, bytes: Buffer) => Buffer;
  /** The network in the folder. Throws a BitplaneError for one that cannot be read. */
  readonly read: (folder: string) => Model;
  /** The C program, too, has to accept the file that was read, and reject one that was not. */
  readonly isFormatOfC?: string;
}
