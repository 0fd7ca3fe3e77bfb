// What the zoo says of its files, made anew from them: for a change in what is said, since a finished run need not be
// there any more.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole, writeTogether } from '@bitplane/cli';
import { CARD, cardBytes, readCard, zooNames } from './card';
import { cardPage, replaceTable } from './pages';
import { drawZoo, PICTURE } from './picture';
import { readTimes } from './times';

/**
 * The bytes in all cards, their pages, the tables and the picture. What was measured or says how a network was trained
 * stays. Throws what readCard throws.
 */
export function rewriteZoo(zoo: string): void {
  for (const name of zooNames(zoo)) {
    const folder = join(zoo, name);
    const before = readCard(folder);
    const card = { ...before, bytes: cardBytes(join(folder, before.file), before.bytes.float32) };
    writeTogether(
      new Map([
        [join(folder, CARD), `${JSON.stringify(card, null, 2)}\n`],
        [join(folder, 'README.md'), cardPage(card)],
      ]),
    );
  }
  rewriteTable(zoo);
}

/** The tables in README.md and the picture at its head, if there is such a page. */
export function rewriteTable(zoo: string): void {
  const page = join(zoo, 'README.md');
  if (!existsSync(page)) return;
  const cards = zooNames(zoo).map((name) => readCard(join(zoo, name)));
  writeTogether(
    new Map([
      [page, replaceTable(readWhole(page).toString(), cards)],
      [join(zoo, PICTURE), drawZoo(cards, readTimes(zoo))],
    ]),
  );
}
