// Images are decoded once into a file of the cache, which all later runs and all processes of a host share.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { decodedFolder, lockFolder, makeWritable, withInterruption, writePiecewise, type Append } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Dataset } from './dataset';
import { openDecoded, writeFacts, type Facts } from './decoded-file';
import { imageNbytes, pickImages } from './images';
import { SET_NAMES, type SetName } from './set-names';

export interface Undecoded {
  /** What people call it. */
  readonly name: string;
  /** All that decides which bytes come out: files by fileState, settings, versions of what decodes. */
  readonly decidedBy: Iterable<string>;
  /** Appends the images, in any order, and returns what is known of them in this order. */
  readonly decode: (sink: Sink) => Facts | Promise<Facts>;
}

export interface Sink {
  /** Takes the next bytes: images of [height, width, channels] one after another. */
  readonly append: Append;
  /** Says now and then how many images are done. Throws E_INTERRUPTED when the user wants an end. */
  readonly progress: (done: number, total: number) => void;
}

const ADVICE = 'set BITPLANE_DECODED to a folder that you may write, on a disk with room';
const LINE_EVERY_MS = 5000;
/** What takes less room is not worth a line. */
const MIN_NBYTES_SAID = 10e6;
/** Characters of a data set's name in that of its file. */
const MAX_NAME = 30;

/**
 * The data set from its file in the cache; if there is none, one process of a host decodes it, and others that want it
 * wait. Throws E_FILE where the file cannot be written, E_INTERRUPTED, and what `decode` throws; nothing is left then.
 */
export async function decodeOnce({ name, decidedBy, decode }: Undecoded): Promise<Dataset> {
  const path = decodedFolder(`${name.slice(0, MAX_NAME)}-${digestOf(decidedBy)}.images`);
  const found = openDecoded(path);
  if (found !== null) return asDataset(found);
  makeWritable(path, ADVICE);
  return withInterruption(async (signal) => {
    // Of this host: whether the process of another one still runs cannot be seen from here.
    const release = await lockFolder(`${path}-${hostname()}`, signal);
    try {
      return asDataset(openDecoded(path) ?? (await decodeInto(path, { name, decode, signal })));
    } finally {
      release();
    }
  });
}

/** By which a change of a file is noticed: its time of change cannot be set, unlike that of modification. */
export function fileState(path: string): string {
  const { size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return JSON.stringify([path, ...[size, mtimeNs, ctimeNs].map(String)]);
}

function digestOf(texts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\n`);
  return hash.digest('hex').slice(0, 16);
}

type Work = Pick<Undecoded, 'name' | 'decode'> & { readonly signal: AbortSignal };

async function decodeInto(path: string, { name, decode, signal }: Work): Promise<Decoded> {
  const progress = sayProgress(name, signal);
  const facts = await writePiecewise(
    path,
    async (append) => {
      const made = await decode({ append, progress });
      writeFacts(made, append);
      return made;
    },
    ADVICE,
  );
  const nbytes = facts.labels.length * imageNbytes(facts);
  if (nbytes >= MIN_NBYTES_SAID) {
    const size = `${megabytes(nbytes)}, ${allOf(path)}`;
    process.stderr.write(`decoded ${facts.labels.length} images of ${name} into ${path}: ${size}\n`);
  }
  return openDecoded(path)!;
}

type Decoded = NonNullable<ReturnType<typeof openDecoded>>;

function sayProgress(name: string, signal: AbortSignal): Sink['progress'] {
  let last = performance.now();
  return (done, total) => {
    if (signal.aborted) throw new BitplaneError('E_INTERRUPTED', `ended by the user while ${name} was decoded`);
    if (performance.now() - last < LINE_EVERY_MS) return;
    last = performance.now();
    process.stderr.write(`decoding ${name}: ${done} of ${total} images\n`);
  };
}

/** How much the files beside it take, so that nobody has to find out from a full disk. */
function allOf(path: string): string {
  const folder = dirname(path);
  const sizes = readdirSync(folder).map((file) => statSync(`${folder}/${file}`, { throwIfNoEntry: false })?.size ?? 0);
  return `of ${megabytes(sizes.reduce((sum, size) => sum + size, 0))} in that folder, whose files may be removed`;
}

const megabytes = (nbytes: number): string => `${(nbytes / 1e6).toFixed(1)} MB`;

function asDataset({ facts, images }: Decoded): Dataset {
  const { name, sha256, classes, sets, leftOut, remarks } = facts;
  const inSet = (set: SetName): Uint32Array =>
    Uint32Array.from([...sets.keys()].filter((i) => SET_NAMES[sets[i]] === set));
  const [train, validation, test] = SET_NAMES.map((set) => pickImages(images, inSet(set)));
  return {
    ...{ name, sha256, classes, leftOut, remarks },
    ...{ train, validation: validation.count === 0 ? null : validation, test, splitSeed: null },
  };
}
