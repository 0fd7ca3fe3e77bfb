import { Option, integer, type Command } from '@bitplane/cli';
import { evaluate, evaluateExported, evaluationLine, type EvaluateOptions, type ExportedOptions } from '../evaluate';
import { showBackend } from './backend';
import { withDataOptions } from './options';

interface Options extends EvaluateOptions, ExportedOptions {
  readonly runtime: 'tensorflow' | 'c';
}

export function addEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description('Measure accuracy on the test images. The last line is `accuracy: 51.20 % (5120 of 10000)`.')
    .option('--network <name|file>', 'network to evaluate', 'reference')
    .option('--model <dir>', 'folder with model.json and weights.bin (default: out/<network>/train)');
  withDataOptions(command)
    .option('--limit <n>', 'use only the first n test images', integer(1))
    .addOption(
      new Option('--runtime <name>', 'c: export the network and evaluate it with the program that runs on boards')
        .choices(['tensorflow', 'c'])
        .default('tensorflow'),
    )
    .option('--exported <file>', 'with --runtime c: an exported model.bpm instead of a new export')
    .action(async ({ runtime, ...options }: Options) => {
      if (runtime === 'tensorflow') await showBackend();
      console.log(evaluationLine(runtime === 'c' ? await evaluateExported(options) : await evaluate(options)));
    });
}
