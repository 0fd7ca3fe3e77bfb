// Commands are indented in the docs. VitePress frames fenced code only, with a button that copies it.

/** Makes markdown-it show indented code as it shows fenced code. */
export function frameCode(markdown) {
  markdown.renderer.rules.code_block = (tokens, i, ...rest) => {
    tokens[i].info = 'sh';
    return markdown.renderer.rules.fence(tokens, i, ...rest);
  };
}
