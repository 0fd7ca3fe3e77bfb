// docs/import.md names everything that can be imported.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { KERAS_CLASSES } from './keras/classes';
import { CONSTANT_NODES } from './onnx/constants';
import { NODE_KINDS } from './onnx/nodes';
import { OPERATORS } from './tflite/operators';

const namesIn = (...pages: readonly string[]): ReadonlySet<string> =>
  new Set(pages.flatMap((page) => readFileSync(join(workspaceRoot(), 'docs', page), 'utf8').match(/\w+/g) ?? []));

test.each([
  ['nodes of ONNX', [...NODE_KINDS.keys(), ...CONSTANT_NODES.keys()], ['import.md']],
  ['operators of TensorFlow Lite', [...OPERATORS.keys()], ['import.md']],
  // The classes of our own LayersModels have a page of their own.
  ['classes of Keras and Larq', [...KERAS_CLASSES.keys()], ['import.md', 'export.md']],
])('the page names all %s', (_, names, pages) => {
  const written = namesIn(...pages);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !written.has(name))).toEqual([]);
});
