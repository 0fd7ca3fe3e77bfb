// The commands and their options.
import { networkName, Option, positiveInteger, runCommandLine, userPath, type Command } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { convert } from './convert';
import { convertOptions, exportFolder, exportModel, trainedFolder, type ExportOptions } from './export';
import { EXPORTERS, OPTIONAL_EXPORTERS } from './exporters';
import type { NetworkOptions } from './importers';
import { inspect } from './inspect/inspect';
import { networkOf } from './network-of';
import { LAYOUTS } from './run/images';
import { runModel, type RunOptions } from './run/run';
import { addConversionOptions } from './conversion-options';
import { explain } from './explain/explain';
import { explanationTable } from './explain/table';
import { addSourceOptions } from './source-options';
import { verify, type VerifyOptions } from './verify';
import { MACHINES } from './verify/machines';
import { verifyProgress } from './verify/progress';

const NETWORK_HELP =
  'name or file of the network; it names the default folders, and the network inside the files (default: the name of --model, else reference)';
const MODEL_HELP =
  'folder of a TensorFlow.js LayersModel or a SavedModel, or an ONNX, .tflite, .h5 or .keras file (default: out/<network>/train)';

const EXPLAIN_HELP = 'also print which layers stay in numbers, why, what that costs, and what would change it';

type CheckOptions = NetworkOptions &
  Pick<ExportOptions, 'model' | 'explain' | 'passes' | 'floatLayers'> & { network?: string };

interface VerifyCommandOptions extends NetworkOptions, Pick<VerifyOptions, 'passes' | 'floatLayers'> {
  readonly network?: string;
  readonly model?: string;
  readonly out?: string;
  readonly export?: string;
  readonly images?: string;
  readonly limit?: number;
  readonly count?: number;
  readonly python?: string;
  readonly architectures?: readonly string[];
  readonly json?: string;
}

/** Runs the command line. Throws E_USAGE for one that is wrong, and what the commands throw. */
export const runConverter = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'bitplane-converter',
      description: 'Turns a trained network into a .bpm file, an ONNX file and golden vectors, and verifies them.',
      commands: [addExport, addVerify, addCheck, addRun, addInspect],
    },
    argv,
  );

const addExport = (program: Command): Command =>
  addConversionOptions(addSourceOptions(program.command('export')))
    .description('writes model.bpm, model.onnx, golden/golden.bpv and report.json')
    .option('--network <name|file>', NETWORK_HELP)
    .option('--model <path>', MODEL_HELP)
    .option('--classes <file>', 'names of the scores: one per line, or a list in JSON')
    .option('--out <dir>', 'output folder (default: out/<network>/export)')
    .option(
      '--images <file>',
      'CIFAR-10 file with images for the golden vectors, and to choose scales by (default: generated from a seed)',
    )
    .option('--golden-images <n>', 'number of images for the golden vectors', positiveInteger, 4)
    .option('--only <names>', `exporters, separated by commas: ${EXPORTERS.map(({ name }) => name).join(', ')}`, list)
    .option('--emit <names>', `also write some of these, separated by commas: ${OPTIONAL_EXPORTERS.join(', ')}`, list)
    .option('--onnx-2bit', 'binary weights of model.onnx as INT2, which onnxruntime runs since 1.24')
    .option('--license <name>', 'licence of the network, such as an SPDX identifier, for the metadata of its files')
    .option(
      '--twins',
      'also write the same network in float32 and int8, for our runtime, onnxruntime and LiteRT, to time them beside it',
    )
    .option('--html', 'also write report.html: the graph, what was folded where, bytes and products')
    .option('--explain', EXPLAIN_HELP)
    .action((options: Omit<ExportOptions, 'network' | 'print'> & { network?: string }) => {
      const { network = networkOf(options.model) } = options;
      exportModel({ ...options, network, print: (line) => console.log(line) });
    });

const list = (text: string): string[] => text.split(',').map((name) => name.trim());

const addVerify = (program: Command): Command =>
  addConversionOptions(addSourceOptions(program.command('verify')))
    .description(
      'compares the reference interpreter, the golden vectors, the ONNX file in onnxruntime and the C runtime, ' +
        'and with --model the trained network in its own runtime',
    )
    .option('--network <name|file>', NETWORK_HELP)
    .option('--model <path>', 'also compare with this trained network, to check that the export has its weights')
    .option('--out <dir>', 'folder that `export` wrote (default: out/<network>/export)')
    .option('--export <dir>', 'the same as --out')
    .option('--images <file>', 'CIFAR-10 file with more images; with --model the one that chose scales in `export`')
    .option(
      '--count <n>',
      'use at most this many golden images, and this many of the file (default: 100)',
      positiveInteger,
    )
    .option('--limit <n>', 'the same as --count', positiveInteger)
    .option(
      '--architectures <names>',
      `where to run the C program, separated by commas: ${MACHINES.map(({ name }) => name).join(', ')} (default: where it is built)`,
      list,
    )
    .option(
      '--python <program>',
      "Python with the packages of the trained network's runtime (default: python3, with what the set-up has installed)",
    )
    .option('--json <file>', 'also write all that was compared, layer by layer, to this file')
    .action(async ({ out, limit, count, json, ...options }: VerifyCommandOptions) => {
      const { network = networkOf(options.model) } = options;
      await verify({
        ...options,
        model: options.model === undefined ? undefined : userPath(options.model),
        export: exportFolder({ network, out: out ?? options.export }),
        images: options.images === undefined ? undefined : userPath(options.images),
        limit: count ?? limit,
        json: json === undefined ? undefined : userPath(json),
        print: (line) => console.log(line),
        progress: verifyProgress(),
      });
    });

const addCheck = (program: Command): Command =>
  addConversionOptions(addSourceOptions(program.command('check')))
    .description('reports whether a network, trained or not, can be exported; writes nothing')
    .option('--network <name|file>', NETWORK_HELP)
    .option('--model <path>', MODEL_HELP)
    .option('--explain', EXPLAIN_HELP)
    .action((given: CheckOptions) => {
      const options = { ...given, network: given.network ?? networkOf(given.model) };
      const { notes, model, remarks } = convert(trainedFolder(options), convertOptions(options));
      for (const note of notes) console.log(`note: ${note}`);
      if (options.explain) console.log(explanationTable(explain(model, remarks)));
      console.log(`${networkName(options.network)} can be exported`);
    });

const addRun = (program: Command): Command =>
  program
    .command('run')
    .description('computes the scores of images in a .npy file by the C runtime, or by the reference interpreter')
    .option('--model <file>', 'the .bpm file (required)')
    .option('--images <file>', '.npy file of uint8 images [N, height, width, channels] (required)')
    .option('--out <file>', '.npy file of float32 scores [N, classes] to write (required)')
    .addOption(new Option('--layout <layout>', 'how the images lie').choices(LAYOUTS).default(LAYOUTS[0]))
    .option('--interpreter', 'without the C program')
    .option('--layers <dir>', "also write every layer's output as .npy")
    .action(({ layers, ...options }: Partial<RunOptions> & Pick<RunOptions, 'layout'>) => {
      runModel({
        ...options,
        model: requiredPath('--model', options.model),
        images: requiredPath('--images', options.images),
        out: requiredPath('--out', options.out),
        layers: layers === undefined ? undefined : userPath(layers),
        print: (line) => console.log(line),
      });
    });

/** Commander's own check of required options comes before that of unknown ones, and hides a mistyped name. */
function requiredPath(option: string, value: string | undefined): string {
  if (value !== undefined) return userPath(value);
  throw new BitplaneError('E_USAGE', `expected ${option}, got none: see "npx bitplane-converter run --help"`);
}

const addInspect = (program: Command): Command =>
  program
    .command('inspect')
    .description('prints what is in a .bpm file, compares two, or writes one of their arrays as .npy')
    .argument('<file>', 'a .bpm file')
    .argument('[other]', 'a second one to compare it with')
    .option('--tensor <name>', 'an array by its name in the table of sections, such as conv2/sums.0')
    .option('--out <file>', '.npy file to write it to')
    .action((file: string, other: string | undefined, { tensor, out }: { tensor?: string; out?: string }) => {
      inspect({
        file: userPath(file),
        other: other === undefined ? undefined : userPath(other),
        tensor,
        out: out === undefined ? undefined : userPath(out),
        print: (line) => console.log(line),
      });
    });
