// Links of pages that travel without the rest of the repository.
import { dirname, join, normalize, relative } from 'node:path/posix';

const LINK = /(!?)\[([^\]]*)\]\(([^)\s]+)\)/g;

/**
 * A page's text as it travels: a link leads to where its target is there; where that stays at home, its words remain.
 * page: { path, text, movedTo }, paths in the repository and in what travels; placeOf(path): where a file or folder of
 * the repository is in what travels, null where it is not.
 */
export const moveLinks = ({ path, text, movedTo }, placeOf) =>
  text.replace(LINK, (whole, mark, words, link) => {
    if (/^[a-z]+:|^#/i.test(link)) return whole;
    const [file, anchor] = link.split('#');
    const place = placeOf(normalize(join(dirname(path), file)));
    if (place === null) return words;
    return `${mark}[${words}](${relative(dirname(movedTo), place)}${anchor === undefined ? '' : `#${anchor}`})`;
  });
