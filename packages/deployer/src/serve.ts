// serve: the comparison as a live page for this computer, made anew when reports come or go.
import { createHash } from 'node:crypto';
import { renderPage } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { startPageServer, type Answer, type PageServer } from './page-server';
import { compareReports } from './report/comparison';
import { comparisonPage } from './report/page/page';
import { selectReports, stampOf, type Selection } from './select-reports';

export interface ServeOptions extends Selection {
  /** 0: a free one. */
  readonly port: number;
}

/** As startPageServer, with the comparison as it is at each request. Throws E_USAGE where the port is taken. */
export function servePage({ port, ...selection }: ServeOptions): Promise<PageServer> {
  const page = pageOf(selection);
  return startPageServer(
    port,
    new Map<string, Answer>([
      [
        '/',
        (send) => {
          const now = page();
          send('text/html', now.replace(UNKNOWN_VERSION, versionOf(now)));
        },
      ],
      ['/version', (send) => send('text/plain', versionOf(page()))],
    ]),
  );
}

const versionOf = (page: string): string => createHash('sha256').update(page).digest('hex');

/** The page of a selection, made again when its files have changed. */
function pageOf(selection: Selection): () => string {
  let [stamp, page] = ['', ''];
  return () => {
    const now = stampOf(selection.paths);
    if (now !== stamp) [stamp, page] = [now, render(selection)];
    return page;
  };
}

/** What stands in the way of a comparison is shown in its place, until the next report. */
function render(selection: Selection): string {
  try {
    return comparisonPage(compareReports(selectReports(selection)), RELOAD);
  } catch (error) {
    if (!(error instanceof BitplaneError)) throw error;
    return renderPage({
      title: 'No comparison yet',
      lead: error.message,
      ...{ style: '', main: '', footer: 'Made by bitplane-deployer serve.', charts: [] },
      ...{ script: RELOAD, asksServer: true },
    });
  }
}

/** Stands for the version of the page, which is the hash of the page with this in it. */
const UNKNOWN_VERSION = 'version of this page';
const PAUSE_MS = 1000;

const RELOAD = `
setInterval(async () => {
  const response = await fetch('/version' + location.search).catch(() => null);
  if (response?.ok && (await response.text()) !== '${UNKNOWN_VERSION}') location.reload();
}, ${PAUSE_MS});
`;
