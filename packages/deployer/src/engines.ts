// The same network in 8 bits and in floats, as our own runtime runs them beside the binary one: the converter's twins.
import { join } from 'node:path';
import { chooseByName, outFolder, readWhole, userPath } from '@bitplane/cli';
import { BitplaneError, readModel, type ErrorCode } from '@bitplane/model';
import { boardFiles, readExport, type BoardFiles, type ExportedFiles } from './board/files';
import { leastArena, requireMemory } from './board/fit';
import { checksumCommand, type OpenBoard } from './board/open';
import type { Sums } from './board/unchanged';
import type { LeftOutEngine } from './report/schema';
import { remoteSums, sha256 } from './ssh';
import { upload } from './upload';

/** What the report is of; the others are measured beside it. */
const OWN = { name: 'bitplane' } as const;

/** `folder` is in the export; `options` make it of twin-float.onnx there. */
const TWINS = [
  { name: 'int8', label: 'bitplane 8 bit', weightBits: 8, folder: 'twin-int8', options: ' --float-layers int8' },
  { name: 'float', label: 'bitplane float', weightBits: 32, folder: 'twin-float', options: '' },
] as const;

export type TwinEngine = (typeof TWINS)[number];

/** Throws E_USAGE for names of no engine, and for a list without bitplane, which the report is of. */
export function enginesOf(text: string): TwinEngine[] {
  const chosen = chooseByName('--engines', text, [OWN, ...TWINS]);
  if (chosen.includes(OWN)) return chosen.filter((engine) => engine !== OWN) as TwinEngine[];
  throw new BitplaneError(
    'E_USAGE',
    `--engines: expected ${OWN.name} among them, with which the others are compared, got "${text}"`,
  );
}

export interface EngineOptions {
  readonly network: string;
  readonly export?: string;
  readonly remoteDir: string;
  readonly engines?: readonly TwinEngine[];
}

/** A twin whose files are on the board. */
export interface Twin {
  readonly engine: TwinEngine;
  readonly files: BoardFiles;
  readonly exported: ExportedFiles;
  readonly sums: Sums;
}

/** In the order in which they were asked for. */
export type Beside = readonly (Twin | LeftOutEngine)[];

/** Errors that say that this engine cannot run there; all others say that something is wrong. */
const CANNOT_RUN: readonly ErrorCode[] = [
  'E_MISSING_FILE',
  'E_FILE',
  'E_ROOM',
  'E_DENIED',
  'E_BOARD',
  'E_TIMEOUT',
  'E_NOISY',
];

/** What `run` returns, or why the engine is left out, said in a line. Throws what does not come of the engine. */
export async function orLeftOut<T>({ name }: TwinEngine, run: () => Promise<T>): Promise<T | LeftOutEngine> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof BitplaneError) || !CANNOT_RUN.includes(error.code)) throw error;
    console.log(`engine ${name}: left out: ${error.message}`);
    return { engine: name, left_out: error.message };
  }
}

/** Sends the twins that fit. `program`: what runs them there. */
export const pushTwins = (board: OpenBoard, program: Uint8Array, options: EngineOptions): Promise<Beside> =>
  eachEngine(options, async (twin) => {
    const { files, exported } = twin;
    requireMemory(board, { program, ...exported, arena: leastArena(exported.modelFile) });
    await upload(board, [
      { path: files.model, bytes: exported.model },
      { path: files.golden, bytes: exported.golden },
    ]);
  });

/** Those that push has put there. */
export const findTwins = (board: OpenBoard, options: EngineOptions): Promise<Beside> =>
  eachEngine(options, async ({ engine, sums }) => {
    const { link, host, signal } = board;
    const there = await remoteSums(link, [...sums.keys()], { checksumCommand: checksumCommand(board), signal });
    const missing = [...sums].find(([path, sum]) => there.get(path) !== sum)?.[0];
    if (missing === undefined) return;
    throw new BitplaneError(
      'E_BOARD',
      `${host}: expected ${missing} there as it is in the export: run "npx nx run deployer:push --host ${host} --engines ${OWN.name},${engine.name}" first`,
    );
  });

async function eachEngine(options: EngineOptions, prepare: (twin: Twin) => Promise<void>): Promise<Beside> {
  const beside: (Twin | LeftOutEngine)[] = [];
  for (const engine of options.engines ?? []) {
    const prepared = await orLeftOut(engine, async () => {
      const twin = readTwin(engine, options);
      await prepare(twin);
      return twin;
    });
    beside.push(prepared);
  }
  return beside;
}

/** Throws E_MISSING_FILE with the command that makes it; E_FILE for the twin of a network with other images. */
function readTwin(engine: TwinEngine, options: EngineOptions): Twin {
  const root = options.export === undefined ? outFolder(options.network, 'export') : userPath(options.export);
  const folder = join(root, engine.folder);
  const files = boardFiles(options.remoteDir, `${options.network}-${engine.folder}`);
  const exported = readTwinExport(engine, { ...options, root, folder });
  const [{ input: expected }, { input }] = [readModel(readWhole(join(root, 'model.bpm'))), readModel(exported.model)];
  if (expected.height !== input.height || expected.width !== input.width || expected.channels !== input.channels) {
    const shape = (of: typeof input) => `${of.height}×${of.width}×${of.channels}`;
    throw new BitplaneError(
      'E_FILE',
      `${folder}: expected a twin that takes images of ${shape(expected)}, as model.bpm does, got ${shape(input)}: make it again`,
    );
  }
  const sums = new Map([
    [files.model, sha256(exported.model)],
    [files.golden, sha256(exported.golden)],
  ]);
  return { engine, files, exported, sums };
}

function readTwinExport(
  { options: form }: TwinEngine,
  { network, root, folder }: EngineOptions & { readonly root: string; readonly folder: string },
): ExportedFiles {
  try {
    return readExport(network, folder);
  } catch (error) {
    if (!(error instanceof BitplaneError) || error.code !== 'E_MISSING_FILE') throw error;
    throw new BitplaneError(
      'E_MISSING_FILE',
      `expected the twin in ${folder}, found none: make twin-float.onnx with the option --twins of "converter:export", and the twin with "npx nx run converter:export --model ${join(root, 'twin-float.onnx')}${form} --out ${folder}"`,
      { cause: error },
    );
  }
}
