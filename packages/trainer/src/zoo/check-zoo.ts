// The command `zoo`: has the C runtime classify the whole test set with every network of the zoo.
import { join } from 'node:path';
import { dataFolder, TEST_FILE } from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';
import { evaluateInRuntime, hashLogits } from '../c-runtime';
import { CARD, readCard, zooFolder, zooNames } from './card';

export interface CheckZooOptions {
  /** Only this one. */
  readonly name?: string;
  readonly data?: string;
  /** Default: the repository's. */
  readonly zoo?: string;
  readonly print: (line: string) => void;
}

/**
 * Prints `name: accuracy % (n of 10000), logits <SHA-256>` for each network. Throws E_MISMATCH when a card says another
 * number of right results or other logits, E_USAGE for an unknown name, and what readCard and evaluateInRuntime throw.
 */
export function checkZoo({ name, data, zoo = zooFolder(), print }: CheckZooOptions): void {
  const differing = namesToCheck(zoo, name).flatMap((each) => {
    const folder = join(zoo, each);
    const card = readCard(folder);
    const subject = { model: join(folder, card.file), data: join(dataFolder(data), TEST_FILE) };
    const { images, correct } = evaluateInRuntime(subject);
    const logits = hashLogits(subject);
    print(`${card.name}: ${((100 * correct) / images).toFixed(2)} % (${correct} of ${images}), logits ${logits}`);
    const agrees = card.images === images && card.correct === correct && card.logits.testSet === logits;
    return agrees ? [] : [`${each} ${card.correct} of ${card.images}, logits ${card.logits.testSet}`];
  });
  if (differing.length === 0) return;
  throw new BitplaneError(
    'E_MISMATCH',
    `expected the results of the cards (${differing.join('; ')}), got those above: look for the first layer that differs with "npx nx run converter:verify"`,
  );
}

function namesToCheck(zoo: string, name: string | undefined): string[] {
  const names = zooNames(zoo);
  if (names.length === 0)
    throw new BitplaneError('E_MISSING_FILE', `expected folders with ${CARD} in ${zoo}, found none: check --zoo`);
  if (name === undefined) return names;
  if (names.includes(name)) return [name];
  throw new BitplaneError('E_USAGE', `expected a network of the zoo (${names.join(', ')}), got "${name}"`);
}
