// The site of the docs: the repository's own Markdown, read where it is. `npm run docs:build` writes it to out/docs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { frameCode } from './frame-code.mjs';
import { sidebarOf } from './sidebar.mjs';
import { linkSourceFiles, sourceFilesOf } from './source-files.mjs';
import { writeEmptyHeadingsAsCells } from './tables.mjs';

/** Where the site will be on its server, such as /bitplane/. */
const base = process.env.BITPLANE_DOCS_BASE ?? '/';
const sources = sourceFilesOf(base);

const icon = readFileSync(join(import.meta.dirname, 'icon.svg'), 'utf8');

export default defineConfig({
  base,
  title: 'Bitplane',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  description: 'Trains binary convolution networks, runs them on small boards and compares what it measured there.',
  srcDir: '..',
  outDir: '../out/docs',
  cacheDir: '../.cache/vitepress',
  srcExclude: ['.*/**', 'out/**', 'findings/**'],
  // A folder's page is its README.
  rewrites: (path) => path.replace(/(^|\/)README\.md$/, '$1index.md'),
  // Every page is reachable from the repository as well, where a link to a file is one.
  cleanUrls: false,
  markdown: {
    config: (markdown) => {
      linkSourceFiles(markdown, sources);
      frameCode(markdown);
      writeEmptyHeadingsAsCells(markdown);
    },
  },
  vite: { plugins: [sources.plugin], publicDir: false },
  themeConfig: {
    nav: [
      { text: 'Zoo', link: '/zoo/' },
      { text: 'Benchmarks', link: '/docs/benchmarks' },
      { text: 'Boards', link: '/docs/boards' },
      // Written beside these pages by TypeDoc and by Vite.
      { text: 'API', link: '/api/index.html', target: '_self' },
      { text: 'Playground', link: '/playground/index.html', target: '_self' },
    ],
    sidebar: sidebarOf(),
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
