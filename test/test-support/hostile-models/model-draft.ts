// A .bpm file that tests change number by number.
import { crc32 } from 'node:zlib';
import { writeModel, type Model } from '@bitplane/model';

const [HEADER_NBYTES, ROW_NBYTES, TENSOR_NBYTES, RECORD_NBYTES] = [64, 24, 16, 128];

export class ModelDraft {
  bytes: Uint8Array;

  constructor(private readonly model: Model) {
    this.bytes = writeModel(model);
  }

  u32(at: number): number {
    return this.view.getUint32(at, true);
  }

  put(at: number, ...values: readonly number[]): this {
    values.forEach((value, k) => this.view.setUint32(at + 4 * k, value, true));
    return this;
  }

  /** Where the row of a section is in the table. */
  row(section: number): number {
    return HEADER_NBYTES + ROW_NBYTES * section;
  }

  /** Where a section starts. */
  section(index: number): number {
    return this.u32(this.row(index) + 8);
  }

  /** Where a number of a tensor's record is. */
  tensor(index: number, number: number): number {
    return this.section(1) + TENSOR_NBYTES * index + 4 * number;
  }

  /** Where a number of a layer's record is. */
  record(layer: string, number: number): number {
    const index = this.model.layers.findIndex(({ name }) => name === layer);
    return this.section(2) + RECORD_NBYTES * index + 4 * number;
  }

  /** Where the parameters in a layer's section start. */
  parameters(layer: string, slot: number): number {
    return this.section(this.u32(this.record(layer, 22 + slot)));
  }

  /** Where a layer's name starts. */
  name(layer: string): number {
    return this.section(0) + this.u32(this.record(layer, 1));
  }

  /** With the size and checksum of the bytes that are there. */
  seal(): this {
    this.view.setBigUint64(16, BigInt(this.bytes.length), true);
    this.put(12, 0);
    return this.put(12, crc32(this.bytes));
  }

  private get view(): DataView {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  }
}
