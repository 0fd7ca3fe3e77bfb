// What is timed beside the binary network: the converter's twins of it in 8 bits and in floats, by our own runtime, and
// by LiteRT and onnxruntime where the board has them.
import { join } from 'node:path';
import { chooseByName } from '@bitplane/cli';
import { BitplaneError, type ErrorCode } from '@bitplane/model';
import { boardFiles, type BoardFiles, type ExportedFiles } from './board/files';
import { leastArena, requireMemory } from './board/fit';
import { checksumCommand, type OpenBoard } from './board/open';
import type { Sums } from './board/unchanged';
import { FOREIGN_ENGINES, type ForeignEngine } from './foreign/engines';
import { findEngine } from './foreign/run';
import type { LeftOutEngine } from './report/schema';
import { remoteSums, sha256 } from './ssh';
import { exportRoot, readTwinFiles, type ExportPlace } from './twin-record';
import { upload } from './upload';

/** What the report is of; the others are measured beside it. */
const OWN = { name: 'bitplane' } as const;

/** `folder` is in the export. */
const TWINS = [
  { name: 'int8', label: 'bitplane 8 bit', weightBits: 8, folder: 'twin-int8' },
  { name: 'float', label: 'bitplane float', weightBits: 32, folder: 'twin-float' },
] as const;

export type TwinEngine = (typeof TWINS)[number];
export type EngineBeside = TwinEngine | ForeignEngine;

export const isForeign = (engine: EngineBeside): engine is ForeignEngine => 'twins' in engine;

/** Throws E_USAGE for names of no engine, and for a list without bitplane, which the report is of. */
export function enginesOf(text: string): EngineBeside[] {
  const chosen = chooseByName<{ readonly name: string }>('--engines', text, [OWN, ...TWINS, ...FOREIGN_ENGINES]);
  if (chosen.includes(OWN)) return chosen.filter((engine) => engine !== OWN) as EngineBeside[];
  throw new BitplaneError(
    'E_USAGE',
    `--engines: expected ${OWN.name} among them, with which the others are compared, got "${text}"`,
  );
}

export interface EngineOptions extends ExportPlace {
  readonly remoteDir: string;
  readonly engines?: readonly EngineBeside[];
  /** On the board, with the packages of engines that are not ours; default: python3. */
  readonly python?: string;
}

/** An engine that is not ours and that the board has. */
export interface FoundEngine {
  readonly engine: ForeignEngine;
}

/** A twin whose files are on the board. */
export interface Twin {
  readonly engine: TwinEngine;
  readonly files: BoardFiles;
  readonly exported: ExportedFiles;
  readonly sums: Sums;
}

/** In the order in which they were asked for. */
export type Beside = readonly (Twin | FoundEngine | LeftOutEngine)[];

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
export async function orLeftOut<T>(
  { name }: { readonly name: string },
  run: () => Promise<T>,
): Promise<T | LeftOutEngine> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof BitplaneError) || !CANNOT_RUN.includes(error.code)) throw error;
    console.log(`engine ${name}: left out: ${error.message}`);
    return { engine: name, left_out: error.message };
  }
}

/** Sends the twins that fit, and sees which engines that are not ours are there. `program`: what runs ours. */
export const pushTwins = (board: OpenBoard, program: Uint8Array, options: EngineOptions): Promise<Beside> =>
  eachEngine(board, options, async (twin) => {
    const { files, exported } = twin;
    requireMemory(board, { program, ...exported, arena: leastArena(exported.modelFile) });
    await upload(board, [
      { path: files.model, bytes: exported.model },
      { path: files.golden, bytes: exported.golden },
    ]);
  });

/** Those that push has put there. */
export const findTwins = (board: OpenBoard, options: EngineOptions): Promise<Beside> =>
  eachEngine(board, options, async ({ engine, sums }) => {
    const { link, host, signal } = board;
    const there = await remoteSums(link, [...sums.keys()], { checksumCommand: checksumCommand(board), signal });
    const missing = [...sums].find(([path, sum]) => there.get(path) !== sum)?.[0];
    if (missing === undefined) return;
    throw new BitplaneError(
      'E_BOARD',
      `${host}: expected ${missing} there as it is in the export: run "npx nx run deployer:push --host ${host} --engines ${OWN.name},${engine.name}" first`,
    );
  });

async function eachEngine(
  board: OpenBoard,
  options: EngineOptions,
  prepare: (twin: Twin) => Promise<void>,
): Promise<Beside> {
  const beside: (Twin | FoundEngine | LeftOutEngine)[] = [];
  for (const engine of options.engines ?? []) {
    const prepared = await orLeftOut(engine, async () => {
      if (isForeign(engine)) {
        console.log(`engine ${engine.name}: ${await findEngine(board, engine, options)}`);
        return { engine };
      }
      const twin = readTwin(engine, options);
      await prepare(twin);
      return twin;
    });
    beside.push(prepared);
  }
  return beside;
}

/** Throws E_MISSING_FILE or E_FILE with the command that makes it. */
function readTwin(engine: TwinEngine, options: EngineOptions): Twin {
  const [modelPath, goldenPath] = [`${engine.folder}/model.bpm`, `${engine.folder}/golden.bpv`];
  const bytes = readTwinFiles(options, [modelPath, goldenPath]);
  const exported = {
    modelFile: join(exportRoot(options), modelPath),
    model: bytes.get(modelPath)!,
    golden: bytes.get(goldenPath)!,
  };
  const files = boardFiles(options.remoteDir, `${options.network}-${engine.folder}`);
  const sums = new Map([
    [files.model, sha256(exported.model)],
    [files.golden, sha256(exported.golden)],
  ]);
  return { engine, files, exported, sums };
}
