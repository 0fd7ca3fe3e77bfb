// Tables whose first column, or last one, needs no heading: a screen reader takes an empty heading for a missing one.

/** Makes markdown-it write an empty <th> as a <td>. */
export function writeEmptyHeadingsAsCells(markdown) {
  markdown.core.ruler.push('empty-headings', ({ tokens }) => {
    tokens.forEach((token, i) => {
      if (token.type !== 'th_open' || tokens[i + 1].content !== '') return;
      token.tag = 'td';
      tokens.slice(i).find(({ type }) => type === 'th_close').tag = 'td';
    });
  });
}
