// What cards and pages say about the zoo's files is what the files say: cards, their pages and the table whole,
// sentences of other pages as listed in CLAIMS, and every size or accuracy that a page states right after a network's
// name.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { modelCost, readModel } from '@bitplane/model';
import { cardBytes, readCard, zooFolder, zooNames, type ZooCard } from './card';
import { cardPage, replaceTable } from './pages';
import { buildNetwork } from '../networks';
import { sortWeights } from '../training/step';
import { drawZoo, PICTURE } from './picture';
import { readTimes } from './times';

const NAMES = zooNames();
const CARDS: Readonly<Record<string, ZooCard>> = Object.fromEntries(
  NAMES.map((name) => [name, readCard(zooFolder(name))]),
);
const modelOf = (name: string) => readModel(readFileSync(zooFolder(name, CARDS[name].file)), name);
const read = (page: string): string => readFileSync(join(workspaceRoot(), page), 'utf8');

describe.each(NAMES)('%s', (name) => {
  const card = CARDS[name];

  test('the card has the bytes and multiply-adds of its file', () => {
    expect(card.bytes).toEqual(cardBytes(zooFolder(name, card.file), card.bytes.float32));
    const costs = modelCost(modelOf(name));
    const sum = (macs: 'binaryMacs' | 'integerMacs') => costs.reduce((total, cost) => total + cost[macs], 0);
    expect(card.macs).toEqual({ binary: sum('binaryMacs'), integer: sum('integerMacs') });
    expect(card.accuracy).toBeCloseTo((100 * card.correct) / card.images, 9);
  });

  test('its page is what the card says', () => expect(read(`zoo/${name}/README.md`)).toBe(cardPage(card)));
});

test("the zoo's table is what the cards say", () => {
  const page = read('zoo/README.md');
  expect(replaceTable(page, Object.values(CARDS))).toBe(page);
});

test("the zoo's picture is what the cards and times say", () => {
  expect(read(`zoo/${PICTURE}`)).toBe(drawZoo(Object.values(CARDS), readTimes(zooFolder())));
});

const kilobytes = (nbytes: number, digits: number): string => `${(nbytes / 1000).toFixed(digits)} kB`;
/** Of the network as it is built: an exported file has none for channels that turned out to never change. */
const binaryWeights = (name: string): number => {
  const network = buildNetwork(name, { seed: 1, initialSlopes: 0, initialOutputScale: 1 });
  return sortWeights(network).latents.reduce((sum, { size }) => sum + size, 0);
};
const bestAccuracy = Math.max(...Object.values(CARDS).map(({ accuracy }) => accuracy));

/** Sentences with a figure of a committed file, as the file has it. */
const CLAIMS: readonly { readonly page: string; readonly says: string }[] = [
  { page: 'README.md', says: `${kilobytes(binaryWeights('reference') / 8, 0)} of binary weights and code` },
  { page: 'README.md', says: `of which ${kilobytes(binaryWeights('reference') / 8, 0)} are binary weights` },
  { page: 'README.md', says: `trainer (TensorFlow.js) | 6135 | ${kilobytes(CARDS.reference.bytes.float32, 0)}` },
  { page: 'README.md', says: `up to ${bestAccuracy.toFixed(1)} % accuracy` },
  {
    page: 'docs/networks.md',
    says: `${kilobytes(CARDS['resnet-20'].bytes.padding, 1)} of \`resnet-20\`'s file are such padding`,
  },
];

test.each(CLAIMS)('$page says "$says"', ({ page, says }) => expect(read(page).replace(/\s+/g, ' ')).toContain(says));

/** Their tables are compared as a whole above, and with the summary in networks/page.test.ts. */
const COMPARED = /^\| \[/;
const PAGES = ['README.md', ...pagesIn('docs'), ...pagesIn('zoo'), ...pagesIn('packages')];

/**
 * Build folders are left out: they hold links back to the sources, which Node's own recursive reading would follow
 * without an end.
 */
function pagesIn(folder: string): string[] {
  return readdirSync(join(workspaceRoot(), folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(node_modules|build.*)$/.test(entry.name) ? [] : pagesIn(path);
    return path.endsWith('.md') ? [path] : [];
  });
}

/**
 * `reference-plus: 34,024 bytes`: a network of the zoo, and in a few words after it the size or the accuracy of its
 * file.
 */
const STATED = new RegExp(
  `\\b(${[...NAMES].sort((a, b) => b.length - a.length).join('|')})\`?(?:'s file)?(?:[:,(]| has| takes| is)+ ?([\\d,.]+) (bytes|kB|%)`,
  'g',
);

test.each(PAGES)('%s states no other size or accuracy of a network in the zoo', (page) => {
  for (const line of read(page)
    .split('\n')
    .filter((each) => !COMPARED.test(each))) {
    for (const [statement, name, figure, unit] of line.matchAll(STATED)) {
      const { bytes, accuracy } = CARDS[name];
      const digits = figure.split('.')[1]?.length ?? 0;
      const value = { bytes: bytes.file, kB: bytes.file / 1000, '%': accuracy }[unit]!;
      const expected = unit === 'bytes' ? value.toLocaleString('en-US') : value.toFixed(digits);
      expect(statement).toContain(`${expected} ${unit}`);
    }
  }
});
