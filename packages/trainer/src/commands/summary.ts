import { networkName, type Command } from '@bitplane/cli';
import { loadBackend } from '../backend';
import { modelFolder, type EvaluateOptions } from '../evaluate';
import { exportNetwork, formatFile, unsettle } from '../exported-file';
import { readTrainedData } from '../model-files';
import { buildNetwork, loadNetwork } from '../networks';
import { formatSummary, summarize } from '../summary';
import { NETWORK_HELP } from './options';

type Options = Pick<EvaluateOptions, 'network' | 'model'>;

export function addSummaryCommand(program: Command): void {
  program
    .command('summary')
    .description(
      'Print what a network costs (output shapes, weights by width, multiply-adds of one image, bytes of its file), and whether it can be exported.',
    )
    .option('--network <name|file>', NETWORK_HELP, 'reference')
    .option('--model <dir>', 'a trained network instead of a named one')
    .action(async (options: Options) => {
      await loadBackend();
      const network = await networkToSummarize(options);
      const isTrained = options.model !== undefined;
      const rows = summarize(network);
      console.log(formatSummary(rows));
      if (!isTrained) unsettle(network);
      const data = isTrained ? readTrainedData(modelFolder(options)) : null;
      const { result, obstacle } = exportNetwork(network, networkName(options.network), {
        data: data ?? undefined,
        isTrained,
      });
      if (result === null) return console.log(`It cannot be exported: ${obstacle}`);
      const { float32Nbytes } = rows[rows.length - 1];
      console.log(formatFile(result, { isTrained, float32Nbytes }));
      console.log('It can be exported.');
    });
}

function networkToSummarize({ network, model }: Options) {
  if (model !== undefined) return loadNetwork(network, modelFolder({ network, model }));
  return buildNetwork(network, { seed: 0, initialSlopes: 0, initialOutputScale: 1 });
}
