// What axe finds on a page.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Source that gives the same for a browser that evaluates in spite of a page's policy. */
export const AXE_VIOLATIONS = `(() => {
  ${readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')}
  return axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ': ' + nodes.map(({ html }) => html).join(' | ')));
})()`;

/** A line for each rule that the part of the page breaks, with the elements that break it. selector: of that part. */
export async function violationsOf(page: Page, selector = 'html'): Promise<string[]> {
  // The policies of our pages forbid scripts from elsewhere; evaluating is the debugger's right.
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    `axe.run(${JSON.stringify(selector)}, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
