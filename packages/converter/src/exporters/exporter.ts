// What an exporter is.
import type { Model, TensorOf } from '@bitplane/model';
import type { SourceRecord } from '../source-record';

export interface ExportSubject {
  /** As training left it. */
  readonly imported: Model;
  /** After all passes: what a runtime can hold. */
  readonly model: Model;
  /** Images for the golden vectors. */
  readonly images: readonly TensorOf<'uint8'>[];
  /** Where the network comes from; absent: it was made in memory. */
  readonly source?: SourceRecord;
  /** Images that choose the scales of the 8-bit twin for our runtime; absent: those of the golden vectors. */
  readonly calibration?: () => readonly TensorOf<'uint8'>[];
  /** Binary weights of the ONNX file in two bits each, of a type that newer runtimes have. */
  readonly int2?: boolean;
}

export interface Exporter {
  /** As in `--only`. */
  readonly name: string;
  /** Its path in the export folder. */
  readonly path: string;
  /** Left out unless asked for. */
  readonly optional?: boolean;
  /** Not every network has it: asked for among others, it is left out with a note where E_LAYER says why. */
  readonly mayLack?: boolean;
  readonly toBytes: (subject: ExportSubject) => Uint8Array;
}
