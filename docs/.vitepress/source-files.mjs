// Links from the docs to files that are no pages, such as sources and models: the site has a copy of each.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';

const root = join(import.meta.dirname, '../..');
/** What browsers show or the site makes itself. */
const IS_PAGE_OR_IMAGE = /\.(md|html|svg|png)$/;
/** Other files are shown as text. */
const IS_BINARY = /\.bpm$/;

/** The files that links have led to so far, and what puts them into the site. */
export function sourceFilesOf(base) {
  const files = new Map();
  return {
    /** The address in the site of a file of the repository. */
    addressOf(path) {
      const name = `files/${path}${IS_BINARY.test(path) ? '' : '.txt'}`;
      files.set(name, path);
      return `${base}${name}`;
    },
    plugin: {
      name: 'bitplane-source-files',
      generateBundle(_, bundle) {
        // Once for the browser; the build for rendering on the server is thrown away.
        if (Object.values(bundle).every(({ fileName }) => !fileName.endsWith('.js') || fileName.includes('assets/'))) {
          for (const [fileName, path] of files) {
            this.emitFile({ type: 'asset', fileName, source: readFileSync(join(root, path)) });
          }
        }
      },
      configureServer(server) {
        server.middlewares.use((request, response, next) => {
          const path = files.get(request.url.slice(base.length));
          if (path === undefined) return next();
          response.setHeader('Content-Type', IS_BINARY.test(path) ? 'application/octet-stream' : 'text/plain');
          response.end(readFileSync(join(root, path)));
        });
      },
    },
  };
}

/** Makes markdown-it lead links to files of the repository to their copies; a link to a folder is left as text. */
export function linkSourceFiles(markdown, { addressOf }) {
  const { link_open: openPage, link_close: closePage } = markdown.renderer.rules;
  const opened = [];
  const render = (rule, [tokens, i, options, env, self]) =>
    rule === undefined ? self.renderToken(tokens, i, options) : rule(tokens, i, options, env, self);
  markdown.renderer.rules.link_open = (tokens, i, options, env, self) => {
    const path = pathOf(tokens[i].attrGet('href'), env.relativePath);
    const kind = path === null || !existsSync(join(root, path)) ? 'page' : kindOf(path);
    opened.push(kind);
    if (kind === 'page') return render(openPage, [tokens, i, options, env, self]);
    if (kind === 'folder') return '';
    tokens[i].attrSet('href', addressOf(path));
    tokens[i].attrSet('target', '_self');
    return self.renderToken(tokens, i, options);
  };
  markdown.renderer.rules.link_close = (...rest) => (opened.pop() === 'folder' ? '' : render(closePage, rest));
}

const kindOf = (path) => (statSync(join(root, path)).isDirectory() ? 'folder' : 'file');

/** The file of the repository that a link in a page leads to; null for pages, images and other sites. */
function pathOf(href, page) {
  const [link] = href.split('#');
  if (link === '' || /^[a-z]+:/i.test(link) || link.startsWith('/') || IS_PAGE_OR_IMAGE.test(link)) return null;
  const path = normalize(join(dirname(page), decodeURIComponent(link)));
  const isOutside = path.startsWith('..');
  // A folder with a README is a page.
  return isOutside || existsSync(join(root, path, 'README.md')) ? null : path;
}
