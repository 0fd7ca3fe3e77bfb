// The commands and their options.
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { outFolder, usageError, userPath } from '@bitplane/model';
import { exportModel, type ExportOptions } from './export';
import { verify } from './verify';

const COMMANDS = ['export', 'verify'];
const DEFAULT_NETWORK = 'reference';

/** Runs the command line. Throws E_USAGE for one that is wrong, and what the commands throw. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    throw usageError(error, { program: 'bitplane-converter', commands: COMMANDS, argv });
  }
}

function program(): Command {
  const root = new Command('bitplane-converter')
    .description('Turns a trained network into a .bpm file, an ONNX file and golden vectors, and verifies them.')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError();
  root
    .command('export')
    .description('writes model.bpm, model.onnx, golden/golden.bpv and report.json')
    .option('--network <name>', 'the network, for the default folders and the name in the files', DEFAULT_NETWORK)
    .option('--model <dir>', 'folder or model.json of a TensorFlow.js LayersModel (default: out/<network>/train)')
    .option('--out <dir>', 'where to write (default: out/<network>/export)')
    .option('--images <file>', 'CIFAR-10 file with images for the golden vectors (default: made from a seed)')
    .option('--golden-images <n>', 'how many', positiveInteger, 4)
    .option('--only <names>', 'exporters, with commas between: blob, golden, onnx, twin-float, twin-int8', (text) =>
      text.split(','),
    )
    .option('--twins', 'also write the same network in float32 and int8, to time onnxruntime beside ours')
    .action((options: Omit<ExportOptions, 'print'>) => {
      exportModel({ ...options, print: (line) => console.log(line) });
    });
  root
    .command('verify')
    .description(
      'compares the reference interpreter, the golden vectors, the ONNX file in onnxruntime and the C runtime',
    )
    .option('--network <name>', 'the network, for the default folder', DEFAULT_NETWORK)
    .option('--export <dir>', 'the export (default: out/<network>/export)')
    .option('--images <file>', 'CIFAR-10 file with further images')
    .option('--limit <n>', 'at most so many images of each', positiveInteger)
    .action(async (options: { network: string; export?: string; images?: string; limit?: number }) => {
      await verify({
        export: options.export === undefined ? outFolder(options.network, 'export') : userPath(options.export),
        images: options.images === undefined ? undefined : userPath(options.images),
        limit: options.limit,
        print: (line) => console.log(line),
      });
    });
  return root;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a positive integer.');
  return value;
}
