import { quantity, type Command } from '@bitplane/cli';
import { scaling, type ScalingOptions } from '../bench/scaling/scaling';
import type { Link } from '../bench/scaling/costs';
import { RATES, TIMES } from './options';

type Options = Omit<ScalingOptions, 'print'>;

export function addScalingCommand(program: Command): void {
  program
    .command('scaling')
    .description('Put what bench-ranks measured into the cost of training on up to 1,024 hosts (docs/scaling.md).')
    .option('--from <dir>', 'folder with ranks.json, and hosts.json if there is one (default: out/bench-ranks)')
    .option(
      '--link <rate,alpha,o>',
      'links between hosts: rate, time of a message of 0 bytes, and the part of it in which the sender is busy; may be repeated (default: 1gbit,50us,10us and 25gbit,10us,5us)',
      links,
    )
    .option('--page <file>', 'replace the generated sections of this Markdown file')
    .action((options: Options) => scaling({ ...options, print: (line) => console.log(line) }));
}

function links(text: string, before: readonly Link[] = []): Link[] {
  const [rate = '', alpha = '', overhead = ''] = text.split(',');
  const seconds = quantity(TIMES);
  return [...before, { bitsPerSecond: quantity(RATES)(rate), alpha: seconds(alpha), overhead: seconds(overhead) }];
}
