// The zoo's pages for people: one for each network, and the table of all.
import type { ZooCard } from './card';
import { PUBLISHED } from './published';

/** README.md beside a card. */
export function cardPage(card: ZooCard): string {
  const { name, network, training } = card;
  if (training.epochs === training.plannedEpochs) return cardText(card).join('\n');
  const lines = [
    'The run has not finished. To continue it, from the repository’s root:',
    '',
    `    mkdir -p out/${name}/train && cp -r zoo/${name}/checkpoint out/${name}/train/`,
    `    npx nx run trainer:train --network ${network} --resume --out out/${name}/train`,
    '',
  ];
  return [...cardText(card), ...lines].join('\n');
}

/** What a card says, line by line. */
export function cardText(card: ZooCard): string[] {
  const { name, network, bytes, macs, recipe, seed, commit, training } = card;
  const kilobytes = (nbytes: number): string => `${(nbytes / 1000).toFixed(1)} kB`;
  return [
    `# ${name}`,
    '',
    `**${accuracy(card)}** accuracy on CIFAR-10's test images (${card.correct} of ${card.images}), measured with the C runtime.`,
    '',
    '![loss and accuracy against epochs](curves.svg)',
    '',
    '| | |',
    '|---|---|',
    `| file | [${card.file}](${card.file}), ${count(bytes.file)} bytes: ${PARTS.map(([part, what]) => `${what} ${count(bytes[part])}`).join(', ')} |`,
    `| the same in float32 | ${kilobytes(bytes.float32)} |`,
    `| per image | ${millions(macs.binary)} M binary and ${millions(macs.integer)} M integer multiply-adds |`,
    `| trained as | network \`${network}\`, recipe \`${recipe}\` ([recipe.json](recipe.json)), seed ${seed}, commit ${commit?.slice(0, 7) ?? 'unknown'} |`,
    `| training time | ${training.epochs} of ${training.plannedEpochs} epochs of ${training.images} images, ${training.hours.toFixed(1)} hours on ${training.machine}, ended ${training.finished} |`,
    ...(training.validationAccuracy === null
      ? []
      : [`| held-out images | ${training.validationAccuracy.toFixed(2)} % accuracy, measured by TensorFlow.js |`]),
    '',
  ];
}

/** What a file is made of, all of it. */
const PARTS: readonly [keyof ZooCard['bytes'], string][] = [
  ['weights', 'weights'],
  ['thresholds', 'thresholds'],
  ['other', 'other numbers'],
  ['padding', 'padding of rows to 64 bits'],
  ['header', 'header'],
  ['names', 'names'],
  ['records', 'records'],
  ['alignment', 'alignment'],
];

const count = (nbytes: number): string => nbytes.toLocaleString('en-US');

/** Rows of zoo/README.md, best first. */
export function zooTable(cards: readonly ZooCard[]): string {
  const rows = [...cards]
    .sort((a, b) => b.correct / b.images - a.correct / a.images)
    .map(({ training, bytes, macs, ...card }) =>
      [
        '',
        `[${card.name}](${card.name}/README.md)`,
        accuracy(card),
        card.weightBits,
        (bytes.file / 1000).toFixed(1),
        millions(macs.binary),
        millions(macs.integer),
        `\`${card.recipe}\`, ${training.epochs} of ${training.plannedEpochs} epochs`,
        '',
      ]
        .join(' | ')
        .trim(),
    );
  return [
    '| network | top-1 | weight bits | file, kB | binary MMAC | integer MMAC | training |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The points of the picture that are not ours. */
const publishedTable = (): string =>
  [
    '| published | top-1 | bits of weights / activations | weights, kB | MMAC | source |',
    '|---|---|---|---|---|---|',
    ...PUBLISHED.map(
      ({ name, accuracy: top1, bits, nbytes, macs, source: [title, url] }) =>
        `| ${name} | ${top1.toFixed(2)} % | ${bits} | ${(nbytes / 1000).toFixed(1)} | ${millions(macs)} | [${title}](${url}) |`,
    ),
  ].join('\n');

const accuracy = ({ correct, images }: Pick<ZooCard, 'correct' | 'images'>): string =>
  `${((100 * correct) / images).toFixed(2)} %`;

const millions = (macs: number): string => (macs / 1e6).toFixed(2);

const TABLE = /(<!-- table: npx nx run trainer:publish -->\n)[\s\S]*(<!-- end of table -->)/;

/** zoo/README.md with its table made anew. */
export const replaceTable = (page: string, cards: readonly ZooCard[]): string =>
  page.replace(
    TABLE,
    (_, begin: string, end: string) => `${begin}\n${zooTable(cards)}\n\n${publishedTable()}\n\n${end}`,
  );
