// Files that the real tools write, and what their own runtimes make of the images.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorOf } from '@bitplane/model';
import type { ProofNetwork } from './networks';
import { givenPython, requirePython, runScript } from './python-tools';

/** One file of a network. */
export interface Source {
  readonly network: string;
  readonly path: string;
  /** What computed the scores. */
  readonly runtime: string;
  readonly scores: readonly Float32Array[];
  /** What the network does to its scores at the end, which a converted one leaves out. */
  readonly finish: 'softmax' | null;
  readonly images: readonly TensorOf<'uint8'>[];
  /** The images, one after the other. */
  readonly imagesFile: string;
  /** How a byte becomes the network's number. */
  readonly input: string;
  /** The Python that the user named for its tools. */
  readonly python: string | undefined;
}

/** As python/written.py writes it. */
interface Written {
  readonly shape: readonly [number, number, number, number];
  readonly input: string;
  readonly files: readonly {
    readonly file: string;
    readonly runtime: string;
    readonly scores: readonly (readonly number[])[];
    readonly finish: 'softmax' | null;
  }[];
}

interface Making {
  readonly folder: string;
  readonly isSmall: boolean;
}

/** Writes the files of networks of one set of packages. Throws E_SETUP without the packages, E_PROGRAM. */
export async function makeSources(networks: readonly ProofNetwork[], { folder, isSmall }: Making): Promise<Source[]> {
  const [{ tools }] = networks;
  const names = networks.map(({ name }) => name);
  await runScript(requirePython(tools), SCRIPTS[tools], [folder, ...names, ...(isSmall ? ['--small'] : [])]);
  const python = givenPython(tools);
  return names.flatMap((name) => readSources(name, join(folder, name)).map((source) => ({ ...source, python })));
}

const SCRIPTS = { larq: 'larq_files.py', brevitas: 'torch_files.py' } as const;

function readSources(network: string, folder: string): Omit<Source, 'python'>[] {
  const { shape, input, files } = JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')) as Written;
  const [count, height, width, channels] = shape;
  const imagesFile = join(folder, 'images.raw');
  const bytes = new Uint8Array(readFileSync(imagesFile));
  const nbytes = height * width * channels;
  const images = Array.from({ length: count }, (_, k): TensorOf<'uint8'> => {
    const data = bytes.subarray(k * nbytes, (k + 1) * nbytes);
    return { element: 'uint8', height, width, channels, data };
  });
  return files.map(({ file, runtime, scores, finish }) => ({
    ...{ network, path: join(folder, file), runtime, finish, images, imagesFile, input },
    scores: scores.map((row) => Float32Array.from(row)),
  }));
}
