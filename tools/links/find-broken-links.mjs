// Finds links in Markdown files that lead nowhere in this repository. Addresses on the web are not asked for.
import { dirname, join, normalize } from 'node:path/posix';

const FENCE = /^(```|~~~)[\s\S]*?^\1/gm;
const CODE = /`[^`\n]*`/g;
const LINK = /!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g;
const HTML = /\b(?:src|href|srcset)="([^"]+)"/g;

/**
 * Sentences, one a broken link.
 * pages: [{ path, text }], the Markdown files; exists(path): whether the repository has that file or folder. Paths
 * relative to its root.
 */
export function findBrokenLinks(pages, exists) {
  const anchors = new Map(pages.map(({ path, text }) => [path, anchorsOf(text)]));
  return pages.flatMap(({ path, text }) =>
    linksOf(text).flatMap((link) => {
      const [file, anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
      if (!exists(target)) return [`${path}: links to ${link}, which is not there`];
      const known = anchors.get(target);
      return anchor && known && !known.has(anchor)
        ? [`${path}: links to ${link}, but ${target} has no such heading`]
        : [];
    }),
  );
}

function linksOf(text) {
  const prose = text.replace(FENCE, '').replace(CODE, '``');
  return [...prose.matchAll(LINK), ...prose.matchAll(HTML)]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/i.test(link));
}

/** The anchors that GitHub gives to a page's headings. */
const anchorsOf = (text) =>
  new Set(
    [...text.replace(FENCE, '').matchAll(/^#+\s+(.+)$/gm)].map(([, heading]) =>
      heading
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
