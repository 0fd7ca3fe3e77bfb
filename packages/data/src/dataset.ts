// What every source of images gives.

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The images themselves stay where they are, as there may be more than fit into memory. */
export interface LabelledImages extends ImageShape {
  readonly count: number;
  /** Copies the bytes [height, width, channels] of an image to the start of `into`. Throws E_FILE. */
  readonly read: (index: number, into: Uint8Array) => void;
  /** [count], each below the number of classes. */
  readonly labels: Uint8Array;
}

export interface Dataset {
  readonly name: string;
  /** Of all that the images and labels were made of; the source says how. */
  readonly sha256: string;
  /** Names in the order of the labels. */
  readonly classes: readonly string[];
  readonly train: LabelledImages;
  /** A set to look at after each epoch; null where the data has none of its own. */
  readonly validation: LabelledImages | null;
  readonly test: LabelledImages;
  /** The seed that drew the test images; null where the data itself says which they are. */
  readonly splitSeed: number | null;
  readonly leftOut: readonly LeftOut[];
  /** What else a user should know about how the data was read, in full sentences. */
  readonly remarks: readonly string[];
}

/** A file or folder that was seen and not read. */
export interface LeftOut {
  readonly path: string;
  readonly reason: LeftOutReason;
}

export type LeftOutReason =
  | 'hidden'
  | 'not an image'
  | 'neither PNG nor JPEG'
  | 'damaged'
  | 'outside the class folders'
  | 'a folder without images'
  | 'a link to nothing'
  | 'a circular link'
  | 'not a regular file';

/** For sources that leave a choice. */
export interface ReadOptions {
  /** Side in pixels that photos are brought to. */
  readonly imageSize: number;
  /** Selects the test images among photos whose folders do not. */
  readonly splitSeed: number;
  /** Reject files in class folders that are not images, instead of leaving them out. */
  readonly strict: boolean;
}

export const DEFAULT_READING: ReadOptions = { imageSize: 32, splitSeed: 1, strict: false };

export interface DataSource {
  /** What its folder looks like, in a few words. */
  readonly looksLike: string;
  recognizes(tree: FolderTree): boolean;
  read(tree: FolderTree, options: ReadOptions): Promise<Dataset>;
}

export interface Folder {
  readonly path: string;
  readonly name: string;
  /** By name. */
  readonly folders: readonly Folder[];
  /** Paths of regular files, by name. */
  readonly files: readonly string[];
}

/** A folder with all that is visible below it; links are followed. */
export interface FolderTree {
  readonly root: Folder;
  readonly leftOut: readonly LeftOut[];
  /** How many symbolic links were followed. */
  readonly numLinks: number;
}
