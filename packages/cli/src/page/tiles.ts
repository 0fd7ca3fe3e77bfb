// A page's main figures, large.
import { escapeHtml } from './html';

/** Figures with a few words each; both may hold anything. Returns HTML. */
export const tileList = (figures: readonly (readonly [figure: string, words: string])[]): string =>
  `<ul class="tiles">${figures
    .map(([figure, words]) => `<li><strong>${escapeHtml(figure)}</strong><span>${escapeHtml(words)}</span></li>`)
    .join('')}</ul>`;
