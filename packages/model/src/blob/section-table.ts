// The section table of a .bpm file, checked against the file's size.
import {
  ALIGNMENT,
  FIXED_SECTIONS,
  HEADER_NBYTES,
  SECTION_CODES,
  SECTION_ROW_NBYTES,
  type SectionType,
} from './constants';
import { fileError, viewOf } from './envelope';
import type { FoundSection } from './records/layer-record';

/**
 * The sections of a file whose envelope is checked; their bytes are views. Throws E_FILE unless every row has a known
 * type, offsets are multiples of 64, rise and stay inside the file, gaps are zero, nothing follows, and the first three
 * sections are strings, tensors and layers.
 */
export function readSections(file: Uint8Array, numSections: number, fileName: string): FoundSection[] {
  const tableEnd = HEADER_NBYTES + numSections * SECTION_ROW_NBYTES;
  if (numSections < FIXED_SECTIONS.length + 1 || tableEnd > file.length) {
    throw fileError(fileName, 24, `expected 4 sections or more, with a table inside the file, got ${numSections}`);
  }
  const sections: FoundSection[] = [];
  let end = tableEnd;
  for (let k = 0; k < numSections; k++) {
    const section = readRow(file, k, fileName);
    if (section.offset % ALIGNMENT !== 0 || section.offset < end) {
      const expected = `expected section ${k} at a multiple of ${ALIGNMENT}, at ${end} or later`;
      throw fileError(fileName, HEADER_NBYTES + k * SECTION_ROW_NBYTES, `${expected}, got it at ${section.offset}`);
    }
    requireZeros(file, end, section.offset, fileName);
    end = section.offset + section.bytes.length;
    sections.push(section);
  }
  if (end !== file.length) {
    throw fileError(fileName, end, `expected nothing after the last section, got ${file.length - end} bytes`);
  }
  return sections;
}

function readRow(file: Uint8Array, k: number, fileName: string): FoundSection {
  const row = HEADER_NBYTES + k * SECTION_ROW_NBYTES;
  const view = viewOf(file);
  const code = view.getUint32(row, true);
  const type = TYPES.find((name) => SECTION_CODES[name] === code);
  const isExpected =
    k < FIXED_SECTIONS.length ? type === FIXED_SECTIONS[k] : type !== undefined && !FIXED_SECTIONS.includes(type);
  if (type === undefined || !isExpected || view.getUint32(row + 4, true) !== 0) {
    const expected = FIXED_SECTIONS[k] ?? 'parameters';
    throw fileError(fileName, row, `expected section ${k} to hold ${expected} and a zero, got type ${code}`);
  }
  // Beyond 2^53 a u64 loses its last bits here, but such a number is rejected in any case.
  const offset = Number(view.getBigUint64(row + 8, true));
  const nbytes = Number(view.getBigUint64(row + 16, true));
  if (offset + nbytes > file.length) {
    throw fileError(fileName, row + 8, `expected section ${k} inside the file, got ${nbytes} bytes at ${offset}`);
  }
  return { type, offset, bytes: file.subarray(offset, offset + nbytes) };
}

const TYPES = Object.keys(SECTION_CODES) as SectionType[];

export function requireZeros(file: Uint8Array, start: number, end: number, fileName: string): void {
  const index = file.subarray(start, end).findIndex((byte) => byte !== 0);
  if (index >= 0)
    throw fileError(fileName, start + index, `expected zero between sections, got ${file[start + index]}`);
}
