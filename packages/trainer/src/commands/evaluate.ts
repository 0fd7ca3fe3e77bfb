import type { Command } from 'commander';
import { evaluate, evaluationLine, type EvaluateOptions } from '../evaluate';
import { showBackend } from './backend';
import { configure, DATA_HELP, integer } from './options';

export function addEvaluateCommand(program: Command): void {
  configure(program.command('evaluate'))
    .description('Count right answers on the test images. The last line is `accuracy: 51.20 % (5120 of 10000)`.')
    .option('--network <name|file>', 'whose results to look at', 'reference')
    .option('--model <dir>', 'folder with model.json and weights.bin (default: out/<network>/train)')
    .option('--data <dir>', DATA_HELP)
    .option('--limit <n>', 'the first n test images only', integer(1))
    .action(async (options: EvaluateOptions) => {
      await showBackend();
      console.log(evaluationLine(await evaluate(options)));
    });
}
