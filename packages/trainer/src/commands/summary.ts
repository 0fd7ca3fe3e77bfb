import type { Command } from 'commander';
import { loadBackend } from '../backend';
import { exportObstacle } from '../converter';
import { modelFolder, type EvaluateOptions } from '../evaluate';
import { buildNetwork, loadNetwork } from '../networks';
import { formatSummary, summarize } from '../summary';
import { configure, NETWORK_HELP } from './options';

type Options = Pick<EvaluateOptions, 'network' | 'model'>;

export function addSummaryCommand(program: Command): void {
  configure(program.command('summary'))
    .description(
      'Print what a network costs (output shapes, weights by width, multiply-adds of one image, kB), and whether it can be exported.',
    )
    .option('--network <name|file>', NETWORK_HELP, 'reference')
    .option('--model <dir>', 'a trained network in place of a named one')
    .action(async (options: Options) => {
      await loadBackend();
      const model = await networkToSummarize(options);
      console.log(formatSummary(summarize(model)));
      const obstacle = exportObstacle(model);
      console.log(obstacle === null ? 'It can be exported.' : `It cannot be exported: ${obstacle}`);
    });
}

function networkToSummarize({ network, model }: Options) {
  if (model !== undefined) return loadNetwork(network, modelFolder({ network, model }));
  return buildNetwork(network, { seed: 0, initialSlopes: 0, initialOutputScale: 1 });
}
