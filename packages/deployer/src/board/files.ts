// What lies where on the board, and what of it is what we have here.
import { existsSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { z } from 'zod';
import {
  didYouMean,
  madeNetworks,
  outFolder,
  readWhole,
  UNKNOWN_SOURCES,
  userPath,
  type SourceState,
} from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { checkedJson } from '../checked-json';
import { exec, quote, remoteSums, sha256 } from '../ssh';
import { checksumCommand, type OpenBoard } from './open';
import type { Sums } from './unchanged';

/** Paths on the board, relative to the login folder unless --remote-dir is absolute. */
export interface BoardFiles {
  readonly program: string;
  /** From which sources the program was built. */
  readonly origin: string;
  readonly model: string;
  readonly golden: string;
  readonly images: string;
}

export function boardFiles(remoteDir: string, network: string): BoardFiles {
  const folder = posix.normalize(remoteDir.replace(/^~(\/+|$)/, './')).replace(/(.)\/$/, '$1');
  return {
    program: `${folder}/bitplane`,
    origin: `${folder}/bitplane.json`,
    model: `${folder}/${network}/model.bpm`,
    golden: `${folder}/${network}/golden.bpv`,
    images: `${folder}/images.bin`,
  };
}

/** The converter's results on this computer. */
export interface ExportedFiles {
  readonly modelFile: string;
  readonly model: Buffer;
  readonly golden: Buffer;
}

/**
 * folder: as --export gives it. Throws E_MISSING_FILE naming the command that makes them, or the folder to give
 * instead.
 */
export function readExport(network: string, folder?: string): ExportedFiles {
  const root = folder === undefined ? outFolder(network, 'export') : userPath(folder);
  const find = (...names: string[]): string => {
    const file = names.map((name) => join(root, name)).find(existsSync);
    if (file !== undefined) return file;
    throw new BitplaneError(
      'E_MISSING_FILE',
      `expected ${names[0]} in ${root}, found none: ${folder === undefined ? wayToDefault(network) : wayToFolder(root, network)}`,
    );
  };
  const modelFile = find('model.bpm');
  return {
    modelFile,
    model: readWhole(modelFile),
    golden: readWhole(find('golden/golden.bpv', 'golden.bpv')),
  };
}

const wayToDefault = (network: string): string =>
  `make it with "npx nx run converter:export --network ${network}"${didYouMean(network, madeNetworks('export', 'model.bpm'))}`;

/** What a user may have meant who gave this path with --export. */
function wayToFolder(path: string, network: string): string {
  if (basename(path) === 'model.bpm' && existsSync(path)) return `give the folder that contains it, ${dirname(path)}`;
  const isTrained = existsSync(join(path, 'model.json'));
  const options = isTrained ? `--model ${path} --out DIR" and give that DIR` : `--network ${network} --out ${path}"`;
  return `${isTrained ? 'it is a trained network; export it' : 'make it'} with "npx nx run converter:export ${options}`;
}

const originSchema = z.object({ sha256: z.string(), commit: z.string().nullable(), dirty: z.boolean().nullable() });

export const originBytes = (program: Uint8Array, sources: SourceState): Buffer =>
  Buffer.from(`${JSON.stringify({ sha256: sha256(program), ...sources })}\n`);

/**
 * Sees that the board has a program, and the model and golden vectors that are here. Returns what the program was built
 * from, and the sums of the three. Throws E_BOARD naming push.
 */
export async function requirePushed(
  board: OpenBoard,
  files: BoardFiles,
  here: ExportedFiles,
): Promise<{ readonly sources: SourceState; readonly sums: Sums }> {
  const { link, host, signal } = board;
  const command = `npx nx run deployer:push --host ${host}`;
  const sums = await remoteSums(link, [files.program, files.model, files.golden], {
    checksumCommand: checksumCommand(board),
    signal,
  });
  for (const path of [files.program, files.model, files.golden]) {
    if (!sums.has(path))
      throw new BitplaneError('E_BOARD', `${host}: expected ${path} there, found none: run "${command}" first`);
  }
  if (sums.get(files.model) !== sha256(here.model) || sums.get(files.golden) !== sha256(here.golden)) {
    throw new BitplaneError(
      'E_BOARD',
      `${host}: ${files.model} is another model than the exported one: run "${command}" first`,
    );
  }
  const { stdout } = await exec(link, `cat ${quote(files.origin)}`, { name: 'cat', signal });
  const origin = checkedJson(stdout, originSchema);
  if (origin === null || origin.sha256 !== sums.get(files.program)) return { sources: UNKNOWN_SOURCES, sums };
  return { sources: { commit: origin.commit, dirty: origin.dirty }, sums };
}
