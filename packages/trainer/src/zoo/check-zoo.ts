// The command `zoo`: has the C runtime classify the whole test set with every network of the zoo.
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { evaluateInRuntime } from '../c-runtime';
import { dataFolder } from '../data';
import { TEST_FILE } from '../data/cifar10';
import { readCard, zooFolder, zooNames, type ZooCard } from './card';

export interface CheckZooOptions {
  /** Only this one. */
  readonly name?: string;
  readonly data?: string;
  /** Default: the repository's. */
  readonly zoo?: string;
  readonly print: (line: string) => void;
}

/**
 * Prints `name: accuracy % (n of 10000)` for each network. Throws E_MISMATCH when a card says another number of right answers, E_USAGE for
 * an unknown name, and what readCard and evaluateInRuntime throw.
 */
export function checkZoo({ name, data, zoo = zooFolder(), print }: CheckZooOptions): void {
  const wrong = namesToCheck(zoo, name).filter((each) => {
    const folder = join(zoo, each);
    const card = readCard(folder);
    const { images, correct } = evaluateInRuntime({
      model: join(folder, card.file),
      data: join(dataFolder(data), TEST_FILE),
    });
    print(`${card.name}: ${((100 * correct) / images).toFixed(2)} % (${correct} of ${images})`);
    return !agrees(card, { images, correct });
  });
  if (wrong.length === 0) return;
  const expected = wrong.map((each) => {
    const { correct, images } = readCard(join(zoo, each));
    return `${each} ${correct} of ${images}`;
  });
  throw new BitplaneError(
    'E_MISMATCH',
    `expected the right answers of the cards (${expected.join(', ')}), got those above: look for the first layer that differs with "npx nx run converter:verify"`,
  );
}

const agrees = (card: ZooCard, { images, correct }: Pick<ZooCard, 'images' | 'correct'>): boolean =>
  card.images === images && card.correct === correct;

function namesToCheck(zoo: string, name: string | undefined): string[] {
  const names = zooNames(zoo);
  if (name === undefined) return names;
  if (names.includes(name)) return [name];
  throw new BitplaneError('E_USAGE', `expected a network of the zoo (${names.join(', ')}), got "${name}"`);
}
