// jsfive has no types of its own: what is used of it.
declare module 'jsfive' {
  export class Group {
    readonly keys: readonly string[];
    readonly attrs: Readonly<Record<string, unknown>>;
    /** A group or a dataset at a path below this one; throws or is null where there is none. */
    get(path: string): Group | Dataset | null;
  }

  export class File extends Group {
    constructor(buffer: ArrayBuffer, filename: string);
  }

  export class Dataset {
    readonly shape: readonly number[];
    /** In numpy's words: "<f4". */
    readonly dtype: unknown;
    readonly value: ArrayLike<unknown>;
  }
}
