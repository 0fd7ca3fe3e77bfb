// The results as files, in the order of folders that submissions to the open division have, and what is to be known
// before anybody believes them.
import { join } from 'node:path';
import { writeTogether } from '@bitplane/cli';
import { percent } from '../report/quantities';
import { RULES, type Results } from './results';
import { systemDescription } from './system-description';

/** Writes all files or none. Throws E_FILE. */
export function writeResults(folder: string, results: Results, model: Uint8Array): void {
  const system = `${fileName(results.host)}-bitplane`;
  const open = join(folder, 'open', fileName(results.submitter));
  const benchmark = join(open, 'results', system, 'ic');
  writeTogether(
    new Map<string, string | Uint8Array>([
      [join(folder, 'README.md'), readme(results, system)],
      [join(folder, 'results.json'), json(results)],
      [join(open, 'systems', `${system}.json`), json(systemDescription(results))],
      [join(open, 'code', 'ic', 'model.bpm'), model],
      [join(benchmark, 'performance', 'results.txt'), performanceText(results)],
      [join(benchmark, 'accuracy', 'results.txt'), accuracyText(results)],
    ]),
  );
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
/** Never a folder up, or one of several names. */
const fileName = (name: string): string => name.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_');

const rate = (perSecond: number): string => `${perSecond.toPrecision(5)} inferences/s`;

/** The windows in lines, for the terminal and the folder. */
export const windowLines = ({ performance }: Pick<Results, 'performance'>): string[] =>
  performance.windows.map(
    ({ image, inferences, seconds, inferences_per_second }, k) =>
      `window ${k + 1}: test image ${image}, ${inferences} inferences in ${seconds.toFixed(3)} s, ${rate(inferences_per_second)}`,
  );

export const medianLine = ({ performance }: Pick<Results, 'performance'>): string =>
  `median: ${rate(performance.median_inferences_per_second)}`;

export function accuracyLine({ accuracy }: Pick<Results, 'accuracy'>): string {
  const { images, correct, top1_percent, target_percent, target_met } = accuracy;
  const verdict = {
    true: `the quality target of ${target_percent} % is met`,
    false: `the quality target of ${target_percent} % is not met`,
    null: `the quality target of ${target_percent} % cannot be judged on these images`,
  }[String(target_met) as 'true' | 'false' | 'null'];
  return `top-1: ${percent(top1_percent)} (${correct} of ${images}); ${verdict}`;
}

const validity = ({ not_valid }: Results): string[] => not_valid.map((reason) => `not valid: ${reason}`);

const performanceText = (results: Results): string =>
  [...windowLines(results), medianLine(results), ...validity(results), ''].join('\n');

const accuracyText = (results: Results): string => [accuracyLine(results), ''].join('\n');

function readme(results: Results, system: string): string {
  const { created, host, board, conditions, program, model, performance, accuracy, verify, not_valid } = results;
  const { windows, threads } = performance;
  const noise = conditions.noise;
  const images = accuracy.is_cifar10_test
    ? "all 10,000 of CIFAR-10's test images were classified instead"
    : `${accuracy.images} other images were classified, which are not CIFAR-10's test set`;
  return `# ${model.name} on ${host}: image classification in the manner of MLPerf Tiny, open division

${not_valid.length === 0 ? 'The windows and the data set are those that the rules ask for.' : `**These numbers are not valid under the rules: ${not_valid.join('; ')}.**`}

| | |
|---|---|
| performance | ${rate(performance.median_inferences_per_second)}, the median of ${windows.length} windows, one image at a time, ${threads === 1 ? 'one thread' : `${threads} threads`} |
| accuracy | ${percent(accuracy.top1_percent)} top-1, ${accuracy.correct} of ${accuracy.images} |
| quality target ${RULES.targetPercent} % | ${accuracy.target_met === null ? 'cannot be judged on these images' : accuracy.target_met ? 'met' : 'not met'}; the closed division requires it, the open one requires only that the accuracy is reported |
| board | ${board.stand_in ? `${board.model}: no board, but the computer itself through a built-in SSH server` : board.model}, ${board.cpu}, ${board.architecture} |
| model | ${model.nbytes} bytes, SHA-256 \`${model.sha256}\`; working memory ${results.arena_nbytes} bytes |
| program | Bitplane ${program.version}${program.commit === null ? '' : `, commit ${program.commit}${program.dirty === true ? ' with changes' : ''}`} |
| noise | ${noise.length === 0 ? 'none known' : noise.join('; ')} |
| made | ${created} |

| window | test image | inferences | seconds | inferences/s |
|---|---|---|---|---|
${windows.map((window, k) => `| ${k + 1} | ${window.image} | ${window.inferences} | ${window.seconds.toFixed(3)} | ${window.inferences_per_second.toPrecision(5)} |`).join('\n')}

## What is not official about it
- Nobody at MLCommons has received, reviewed or published these numbers. MLPerf is a trademark of MLCommons: they are no
  MLPerf result and must not be called one.
- The benchmark's runner was not used. It sends images over a serial line and has the device time itself; here the
  deployer started \`bitplane stream\` over SSH, which loads an image, warms up, and classifies it again and again.
- The benchmark's runner takes 200 of CIFAR-10's test images, which are not part of this software: ${images}.
  Each window has an image of its own, the first ones of the set.
- AUC, which the runner prints as well, is not computed. Energy was not measured.
- Fields of the system description that no board reports are empty, and its status is RDI (research, development or
  internal).

## What is as the rules have it
${not_valid.length === 0 ? 'Five' : 'Apart from what makes the numbers not valid: five'} windows of at least ${RULES.windowSeconds} s, the median of their throughputs,
single stream (one image per call), nothing dropped; decoding the images is not timed; the same program and model for
performance and accuracy. Before that, ${
    verify === null
      ? 'nothing was verified'
      : `${verify.tensors} tensors of
${verify.images} images were compared with the reference interpreter's, and all bits were equal`
  }.

## Files
- \`results.json\`: all numbers, and the state of the board before and after.
- \`open/…/systems/${system}.json\`: the system description.
- \`open/…/results/${system}/ic\`: performance and accuracy in text.
- \`open/…/code/ic/model.bpm\`: the model that was measured.
`;
}
