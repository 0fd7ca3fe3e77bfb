import type { OnnxFile } from './file/read-model';
import type { Graph } from './graph/graph';
import type { OnnxImage } from './image';

/** A file before its nodes are looked at. */
export interface Opened {
  readonly file: OnnxFile;
  readonly graph: Graph;
  readonly image: OnnxImage;
}
