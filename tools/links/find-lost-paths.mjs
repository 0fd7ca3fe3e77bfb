// Finds paths in Markdown pages that no file has any more. What stands in angle brackets may be any name:
// `packages/model/src/<file>.ts`.

const PATH = /`((?:docs|findings|packages|test|tools|zoo)\/[^`\s]*)`/g;
const BLOCK = /^```.*?^```/gms;

/**
 * Sentences, one for each path from the root that is neither a file nor a folder.
 * pages: [{ path, text }], the Markdown files; files: the paths of all files of the repository.
 */
export const findLostPaths = (pages, files) =>
  pages.flatMap(({ path, text }) =>
    [...text.replace(BLOCK, '').matchAll(PATH)]
      .map(([, named]) => named)
      .filter((named) => !files.some((file) => patternOf(named).test(file)))
      .map((named) => `${path}: names ${named}, which is no file`),
  );

const patternOf = (named) => {
  const parts = named.replace(/\/$/, '').split(/<[^<>]+>/);
  return new RegExp(`^${parts.map(escaped).join('[^/]+')}(/|$)`);
};

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
