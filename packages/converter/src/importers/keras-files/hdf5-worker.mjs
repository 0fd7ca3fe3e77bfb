// What is in an HDF5 file, as plain data. A worker, since jsfive follows a damaged file wherever it leads, however far.
// workerData: { bytes, skipped: paths, maxNumbers, port, isDone }. Posts { failure }, null where there is an outline of
// groups: path → { attributes }, datasets: path → { shape, values } and faults: path → { expected, got }.
import { workerData } from 'node:worker_threads';
import { Dataset, File, Group } from 'jsfive';

/** A network of a thousand layers has some thousands. */
const MAX_OBJECTS = 2 ** 16;
const MAX_DEPTH = 32;

class TooMuch extends Error {}

const { bytes, skipped, maxNumbers, port, isDone } = workerData;
const outline = { failure: null, groups: new Map(), datasets: new Map(), faults: new Map() };
let numbersLeft = maxNumbers;

// jsfive says there, and of damaged files at length, which attributes it leaves out.
console.warn = () => {};

try {
  walkGroup('', new File(bytes, 'file'), 0);
} catch (error) {
  outline.failure = reasonOf(error);
}
port.postMessage(
  outline,
  [...outline.datasets.values()].map(({ values }) => values.buffer),
);
Atomics.store(isDone, 0, 1);
Atomics.notify(isDone, 0);

function walkGroup(path, group, depth) {
  if (depth > MAX_DEPTH || outline.groups.size + outline.datasets.size > MAX_OBJECTS)
    throw new TooMuch(`more than ${MAX_OBJECTS} groups, or ${MAX_DEPTH} in one another`);
  const names = [...group.keys];
  outline.groups.set(path, { attributes: attributesOf(path, group) });
  for (const name of names) {
    const child = path === '' ? name : `${path}/${name}`;
    if (!skipped.includes(child)) orFault(child, () => walk(child, group.get(name), depth + 1));
  }
}

function walk(path, object, depth) {
  if (object instanceof Group) walkGroup(path, object, depth);
  else if (object instanceof Dataset) readDataset(path, object);
}

/** Texts and lists of them. */
function attributesOf(path, group) {
  const attributes = {};
  orFault(path, () => {
    for (const [name, value] of Object.entries(group.attrs)) {
      if (typeof value === 'string') attributes[name] = value;
      else if (Array.isArray(value)) attributes[name] = value.map(String);
    }
  });
  return attributes;
}

function readDataset(path, dataset) {
  const { shape, dtype } = dataset;
  const length = shape.reduce((product, size) => product * size, 1);
  const fault = (expected, got) => outline.faults.set(path, { expected, got });
  if (dtype !== '<f4') return fault('float32 weights', String(dtype));
  // Those may be compressed: a few bytes then become any number.
  if (dataset._dataobjects.chunks != null) return fault('weights in one piece', 'weights in chunks');
  if (!(length <= numbersLeft))
    return fault(`no more than the ${bytes.byteLength} bytes of the file hold`, `[${shape.join()}]`);
  numbersLeft -= length;
  const values = Float32Array.from(dataset.value);
  if (values.length !== length) return fault(`${length} weights`, String(values.length));
  outline.datasets.set(path, { shape: [...shape], values });
}

function orFault(path, read) {
  try {
    read();
  } catch (error) {
    if (error instanceof TooMuch) throw error;
    outline.faults.set(path, { expected: 'to be able to read it', got: `a damaged file (${reasonOf(error)})` });
  }
}

/** jsfive throws strings too. */
function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}
