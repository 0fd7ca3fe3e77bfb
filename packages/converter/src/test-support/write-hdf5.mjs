// node write-hdf5.mjs FILE: writes an HDF5 file as the JSON on standard input describes it, since h5wasm is a module
// that Jest cannot import.
// { attributes: { path: { name: text or list of texts } }, datasets: { path: { shape, values: base64 of float32 } } }
import { readFileSync } from 'node:fs';
import h5wasm from 'h5wasm/node';

await h5wasm.ready;
const { attributes, datasets } = JSON.parse(readFileSync(0, 'utf8'));
const file = new h5wasm.File(process.argv[2], 'w');

function groupAt(path) {
  let group = file;
  for (const name of path.split('/').filter((part) => part !== ''))
    group = group.keys().includes(name) ? group.get(name) : group.create_group(name);
  return group;
}

for (const [path, values] of Object.entries(attributes)) {
  const group = groupAt(path);
  for (const [name, value] of Object.entries(values)) group.create_attribute(name, value);
}
for (const [path, { shape, values, chunks }] of Object.entries(datasets)) {
  const slash = path.lastIndexOf('/');
  const bytes = Buffer.from(values, 'base64');
  const data = new Float32Array(Uint8Array.from(bytes).buffer);
  // In pieces of that shape, each compressed, where `chunks` says so.
  const storage = chunks === undefined ? {} : { chunks, compression: 'gzip' };
  groupAt(path.slice(0, slash)).create_dataset({ name: path.slice(slash + 1), data, shape, dtype: '<f4', ...storage });
}
file.close();
