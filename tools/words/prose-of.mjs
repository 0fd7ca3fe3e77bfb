// What people read in a file: a page without its code, a C header, or the string literals of a program.
import ts from 'typescript';

const blank = (text) => text.replace(/[^\n]/g, ' ');

/** A page's text; code spans and fenced code are blanked, so that lines keep their numbers. */
const pageProse = (text) => text.replace(/^```[^]*?^```$/gm, blank).replace(/`[^`\n]+`/g, blank);

/** Text of the same length as the program's, in which only the string literals are left, those of imports aside. */
function scriptProse(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const spans = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      spans.push([node.getStart(source), node.end]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return keep(text, spans);
}

const C_LITERAL = /\/\/.*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)+'|"(?:[^"\\\n]|\\.)*"|^\s*#include.*/gm;
const cProse = (text) =>
  keep(
    text,
    [...text.matchAll(C_LITERAL)]
      .filter(([token]) => token[0] === '"')
      .map(({ 0: s, index }) => [index, index + s.length]),
  );

function keep(text, spans) {
  let at = 0;
  const kept = spans.map(([start, end]) => {
    const piece = blank(text.slice(at, start)) + text.slice(start, end);
    at = end;
    return piece;
  });
  return kept.join('') + blank(text.slice(at));
}

/** The text of a file with all but its prose blanked; null for a file of another kind. */
export function proseOf(path, text) {
  if (path.endsWith('.md')) return pageProse(text);
  if (path.endsWith('.h')) return text;
  if (/\.(ts|mjs|js)$/.test(path)) return scriptProse(path, text);
  return /\.(c|cc|cpp)$/.test(path) ? cProse(text) : null;
}
