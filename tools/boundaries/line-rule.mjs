// Comments and prose end at column 120, as code does, which Prettier and clang-format break.

const COLUMNS = 120;
/** Columns of a word; a longer one, such as an address, cannot be broken, so its line may be as long as it is. */
const MAX_WORD = 60;
const COMMENTS = [
  { files: /\.([cm]?[jt]s|c|h|inc|cc|cpp|S|css)$/, comment: /^\s*(\/\/|\/\*|\*)/ },
  { files: /\.(cmake|sh|py|ya?ml)$|(^|\/)CMakeLists\.txt$/, comment: /^\s*#/ },
];

/**
 * Violations, one sentence each. paths: relative to the repository's root; read(path): a file's text. In Markdown,
 * tables and code may be longer.
 */
export const findLongLines = (paths, read) =>
  paths.flatMap((path) =>
    linesOf(path, read)
      .filter(({ line }) => line.length > COLUMNS && !line.split(/\s/).some((word) => word.length > MAX_WORD))
      .map(({ line, number }) => `${path}:${number}: expected ${COLUMNS} columns at most, got ${line.length}`),
  );

/** Those of a file that are comments or prose. */
function linesOf(path, read) {
  if (path.endsWith('.md')) return proseOf(numbered(read(path)));
  const language = COMMENTS.find(({ files }) => files.test(path));
  return language === undefined ? [] : numbered(read(path)).filter(({ line }) => language.comment.test(line));
}

const numbered = (text) => text.split('\n').map((line, k) => ({ line, number: k + 1 }));

function proseOf(lines) {
  let isFenced = false;
  return lines.filter(({ line }) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isFenced = !isFenced;
    return !isFenced && !isFence && !/^( {4}|\s*\|)/.test(line);
  });
}
