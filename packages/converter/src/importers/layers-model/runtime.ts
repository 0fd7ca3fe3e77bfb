// A LayersModel in TensorFlow.js: by a program of the trainer's, which has its layers and quantizers.
import { existsSync } from 'node:fs';
import { packageFolder } from '@bitplane/cli';
import type { Opening, SourceRuntime } from '../importer';
import { openProgram } from '../source-runtime/program-runtime';

export async function openRuntime(path: string, opening: Opening): Promise<SourceRuntime | string> {
  const { frozenLayers = [] } = opening.imported;
  if (frozenLayers.length > 0)
    return `it takes the scales of ${frozenLayers.join(', ')} from the images at hand; the export has frozen them`;
  const program = packageFolder('trainer', 'bin/run-layers-model.js');
  if (!existsSync(program)) return `no ${program}: run it where the trainer is`;
  return openProgram({ program: process.execPath, args: [program, path], env: {} }, opening);
}
