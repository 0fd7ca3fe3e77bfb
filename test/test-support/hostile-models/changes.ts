// What makes a sound file hostile.
import type { ModelDraft } from './model-draft';

export type Change = (draft: ModelDraft) => unknown;

/** Numbers of a layer's record. */
const [KIND, NAME, NUM_INPUTS, INPUTS, OUTPUT, ATTRIBUTES, SECTIONS] = [0, 1, 2, 3, 5, 6, 22];
const [SIZE, STRIDE, DILATION, PADDING, GROUPS, PAD_VALUE] = [0, 2, 4, 6, 10, 11].map((number) => ATTRIBUTES + number);
const [LARGE, NONE, NAN, INFINITY] = [0x80000000, 0xffffffff, 0x7fc00000, 0x7f800000];

const header =
  (at: number, ...values: readonly number[]): Change =>
  (draft) =>
    draft.put(at, ...values);
const table =
  (section: number, at: number, ...values: readonly number[]): Change =>
  (draft) =>
    draft.put(draft.row(section) + at, ...values);
const tensor =
  (index: number, number: number, ...values: readonly number[]): Change =>
  (draft) =>
    draft.put(draft.tensor(index, number), ...values);
const record =
  (layer: string, number: number, ...values: readonly number[]): Change =>
  (draft) =>
    draft.put(draft.record(layer, number), ...values);
const parameter =
  (layer: string, slot: number, value: number): Change =>
  (draft) =>
    draft.put(draft.parameters(layer, slot), value);
const name =
  (layer: string, ...bytes: readonly number[]): Change =>
  (draft) =>
    draft.bytes.set(bytes, draft.name(layer));
const cut =
  (nbytes: number): Change =>
  (draft) =>
    (draft.bytes = draft.bytes.slice(0, nbytes));
const longer =
  (...more: readonly number[]): Change =>
  (draft) =>
    (draft.bytes = Uint8Array.of(...draft.bytes, ...more));

/** Of the file as a whole: neither size nor checksum are made right again. */
export const DAMAGE: Readonly<Record<string, Change>> = {
  'no byte': cut(0),
  'a mark alone': cut(8),
  'half a header': cut(63),
  'a header alone': cut(64),
  'half a section table': cut(160),
  'the last byte missing': (draft) => cut(draft.bytes.length - 1)(draft),
  'one more byte': longer(0),
  'an archive': (draft) => draft.bytes.set([0x50, 0x4b, 3, 4]),
  'a text-mode transfer': (draft) => (draft.bytes = draft.bytes.filter((byte) => byte !== 0x0d)),
  'a bit flipped': (draft) => (draft.bytes[draft.bytes.length - 1] ^= 1),
  '2 GB claimed': header(16, LARGE, 0),
  '2^63 bytes claimed': header(16, 0, LARGE),
};

/** Of header, table and records, with the checksum of what is there: whoever follows them leaves the file. */
export const STRUCTURE: Readonly<Record<string, Change>> = {
  'no version': header(8, 0),
  'an older version': header(8, 1),
  'a newer version': header(8, 4),
  'no sections': header(24, 0),
  'sections beyond the file': header(24, 1000),
  'sections whose table wraps 32 bits': header(24, 0x10000000),
  'no layers': header(28, 1, 0),
  'layers whose records wrap 32 bits': header(28, 0x10000001, 0x10000000),
  'one more layer than records': (draft) => draft.put(28, draft.u32(28) + 1, draft.u32(32) + 1),
  'a name of the model outside': header(36, LARGE),
  'sections at 2^30, in 160 bytes': (draft) => {
    cut(160)(draft);
    header(24, 4)(draft);
    for (let section = 0; section < 4; section++) table(section, 0, section + 1, 0, 2 ** 30, 0, 0, 0)(draft);
  },
  'a section outside': table(3, 8, 0x7fffffc0),
  'a section of 2 GB': table(3, 16, LARGE),
  'a section whose end wraps 64 bits': table(3, 8, 0xffffffc0, NONE, 0x80, 0),
  'a section over another': (draft) => table(4, 8, draft.section(3))(draft),
  'a section over the header': table(0, 8, 0),
  'a section at an odd place': (draft) => table(4, 8, draft.section(4) + 4)(draft),
  'a section of an unknown type': table(4, 0, 10),
  'a section of type 0': table(4, 0, 0),
  'names among the parameters': table(4, 0, 1),
  'names that do not end': (draft) => draft.bytes.fill(0x41, draft.section(0), draft.section(1)),
  'bytes after the last section': longer(0, 0),
  'half a tensor record': (draft) => table(1, 16, draft.u32(draft.row(1) + 16) - 8)(draft),
  'an unknown kind': record('pool', KIND, 99),
  'kind 0': record('pool', KIND, 0),
  'a name outside': record('pool', NAME, 0x7fffffff),
  'no inputs': record('pool', NUM_INPUTS, 0),
  '2^31 inputs': record('pool', NUM_INPUTS, LARGE),
  'a layer that reads itself': record('pool', INPUTS, 3),
  'a layer that reads a later one': record('pool', INPUTS, 4),
  'an input outside': record('pool', INPUTS, NONE),
  'another output': record('pool', OUTPUT, 2),
  'parameters in the names': record('pool', SECTIONS, 0),
  'parameters outside': record('pool', SECTIONS, LARGE),
};

/** Of what the kinds of layers require, and of what does no harm to who only follows the records. */
export const MEANING: Readonly<Record<string, Change>> = {
  'a reserved byte': header(44, 1),
  'bytes between sections': (draft) => (draft.bytes[draft.section(4) - 1] = 1),
  'an image of no rows': tensor(0, 1, 0),
  'an image of floats': tensor(0, 0, 3),
  'an unknown element': tensor(1, 0, 4),
  'dims whose product wraps 32 bits': tensor(0, 1, 65536, 65536, 1),
  'dims whose product wraps 64 bits': tensor(1, 1, LARGE, LARGE, 4),
  'the largest dims': tensor(1, 1, NONE, NONE, NONE),
  'another shape than follows': tensor(2, 1, 3),
  'a window of no taps': record('bytes', SIZE, 0),
  'a window of 2^32 taps': record('bytes', SIZE, NONE, NONE),
  'a stride of 0': record('bytes', STRIDE, 0),
  'dilation beyond the image': record('pool', SIZE, 2, 1, 1, 1, LARGE, 1),
  'padding of 2^32': record('pool', PADDING, NONE),
  'a dilation of 0': record('bytes', DILATION, 0),
  'no groups': record('bytes', GROUPS, 0),
  'groups that divide nothing': record('bytes', GROUPS, 7),
  'a pad value of 5': record('counts', PAD_VALUE, 5),
  'an unused attribute': record('scaled', ATTRIBUTES, 1),
  'an unused section': record('pool', SECTIONS + 1, 3),
  'missing weights': record('bytes', SECTIONS, NONE),
  'weights of another type': (draft) => record('bytes', SECTIONS, draft.u32(draft.record('scaled', SECTIONS)))(draft),
  'a second input where there is one': record('scaled', NUM_INPUTS, 2, 4, 4),
  'a weight of -128': parameter('bytes', 0, 0x80),
  'a set padding bit': parameter('signs', 2, 4),
  'a sign where the mask has no weight': parameter('counts', 1, 1),
  'a scale that is not a number': parameter('scaled', 0, NAN),
  'an infinite offset': parameter('scaled', 1, INFINITY),
  'a name that is not UTF-8': name('pool', 0xff),
  'a name in an overlong form': name('pool', 0xc0, 0xaf),
  'half a surrogate in a name': name('pool', 0xed, 0xa0, 0x80),
  'a name that ends within a character': name('pool', 0x70, 0x6f, 0x6f, 0xc3),
  'a name twice': (draft) => record('pool', NAME, draft.u32(draft.record('signs', NAME)))(draft),
  'an empty name': name('pool', 0),
  'the name of the image': name('bytes', ...Buffer.from('input')),
  'class names that do not end': (draft) => (draft.bytes[draft.bytes.length - 1] = 0x41),
  'class names that are not UTF-8': (draft) => (draft.bytes[draft.bytes.length - 2] = 0xff),
  'an empty class name': (draft) => draft.bytes.fill(0, draft.bytes.length - 4),
  'a version that lacks a kind': header(8, 2),
  'a float weight that is not a number': parameter('mixed', 0, NAN),
  'an infinite bias': parameter('mixed', 1, INFINITY),
  'a minimum above the maximum': parameter('clipped', 0, 0x40a00000),
  'a factor of 0': record('larger', ATTRIBUTES, 0),
  'rows 2^31 times': record('larger', ATTRIBUTES, LARGE),
  'a shuffle of no groups': record('shuffled', ATTRIBUTES, 0),
  'a scale of 0': parameter('requantized', 0, 0),
  'a scale below 0': parameter('requantized', 0, 0xbf800000),
  'a table that is twice per channel': record('table', ATTRIBUTES, 2),
  'an infinite number in a table': parameter('table', 0, INFINITY),
};
