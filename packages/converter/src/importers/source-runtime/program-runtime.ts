// A source runtime whose layers have the names of ours, and whose tensors lie as ours do: Keras, in any language.
import type { Opening, SourceRuntime } from '../importer';
import { finishNamed, type Finish } from './finish';
import { imageNumbers } from './image-numbers';
import { Program, type Command, type ProgramOutput } from './program';

/**
 * Starts the program, or says why it cannot run the network. finish: what the network does to its scores, where the
 * program does not say so.
 */
export async function openProgram(
  command: Command,
  { imported: { model } }: Pick<Opening, 'imported'>,
  finish?: Finish,
): Promise<SourceRuntime | string> {
  const program = await Program.start(command);
  if (typeof program === 'string') return program;
  const names = new Set(model.layers.map(({ name }) => name));
  return {
    name: program.name,
    finish: finish ?? finishNamed(program.finish),
    compute: async (image, withLayers) => {
      const output = await program.compute({ ...imageNumbers(model, image, program.inputs), withLayers });
      return { scores: output.scores, layers: layersOf(output, names) };
    },
    close: () => Promise.resolve(program.close()),
  };
}

/** A layer of a nested model has its path as name, or its own where no other layer has that. */
function layersOf({ layers }: ProgramOutput, names: ReadonlySet<string>): ReadonlyMap<string, Float32Array> {
  const named = new Map<string, Float32Array>();
  for (const [path, values] of layers) {
    const name = names.has(path) ? path : path.split('/').at(-1)!;
    if (names.has(name) && !named.has(name)) named.set(name, values);
  }
  return named;
}
