// The contents of the site: every page of the repository in one group, under its own heading.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Pages by their paths; a path that ends in / stands for all pages in that folder that no other group has. */
const GROUPS = {
  Start: ['README.md', 'docs/install.md', 'docs/one-image.md', 'docs/boards.md', 'docs/data.md'],
  Zoo: ['zoo/README.md', 'zoo/'],
  Train: [
    ...['docs/networks.md', 'docs/quantizers.md', 'docs/recipes.md', 'docs/sweeps.md'],
    ...['docs/distributed.md', 'docs/scaling.md', 'docs/training-speed.md'],
  ],
  Convert: ['docs/export.md', 'docs/import.md', 'docs/onnx.md', 'docs/verify.md'],
  Run: ['docs/embedding.md', 'docs/webassembly.md', 'docs/benchmarks.md', 'docs/report.md'],
  Exact: ['docs/bits.md', 'docs/format.md', 'docs/fuzzing.md'],
  Packages: ['packages/'],
  Contribute: ['CONTRIBUTING.md', 'CHANGELOG.md', 'docs/decisions/', 'tools/', 'test/', 'docs/', ''],
};

/** VitePress's sidebar. Throws where a group names a page that is not there. */
export function sidebarOf() {
  const pages = pagesOfRepository();
  const named = Object.values(GROUPS).flat();
  const groupOf = (page) =>
    named
      .filter((name) => name === page || (/(^|\/)$/.test(name) && page.startsWith(name)))
      .sort(byLength)
      .at(-1);
  for (const name of named) {
    if (name.endsWith('.md') && !pages.includes(name)) throw new Error(`docs/.vitepress/sidebar.mjs: no page ${name}`);
  }
  return Object.entries(GROUPS).map(([text, names]) => ({
    text,
    collapsed: text !== 'Start',
    items: names.flatMap((name) => pages.filter((page) => groupOf(page) === name).map(itemOf)),
  }));
}

const byLength = (a, b) => a.length - b.length;

/** All that git has, or will have. */
function pagesOfRepository() {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean).sort();
}

function itemOf(page) {
  const [, heading] = /^# (.+)$/m.exec(readFileSync(join(root, page), 'utf8')) ?? [];
  return {
    text: (heading ?? page).replaceAll('`', ''),
    link: `/${page.replace(/README\.md$/, '').replace(/\.md$/, '')}`,
  };
}
