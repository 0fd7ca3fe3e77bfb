// What an exporter is.
import type { Model, TensorOf } from '@bitplane/model';

export interface ExportSubject {
  /** As training left it. */
  readonly imported: Model;
  /** After all passes: what a runtime can hold. */
  readonly model: Model;
  /** Images for the golden vectors. */
  readonly images: readonly TensorOf<'uint8'>[];
}

export interface Exporter {
  /** As in `--only`. */
  readonly name: string;
  /** Its path in the export folder. */
  readonly path: string;
  /** Left out unless asked for. */
  readonly optional?: boolean;
  readonly toBytes: (subject: ExportSubject) => Uint8Array;
}
