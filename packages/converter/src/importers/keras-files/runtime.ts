// A .h5 or .keras file, or a SavedModel folder, in Keras, by Python.
import type { Opening, SourceRuntime } from '../importer';
import { openProgram } from '../source-runtime/program-runtime';
import { pythonCommand } from '../source-runtime/python-command';

export const openRuntime = (path: string, opening: Opening): Promise<SourceRuntime | string> =>
  openProgram(pythonCommand(opening.python, { script: 'keras_file.py', file: path, step: 'larq' }), opening);
