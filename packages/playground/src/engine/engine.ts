// The worker as the page sees it.
import { wrap, type ProxyMarked, type Remote } from 'comlink';
import type { loadSubject, Subject } from './subject';
import workerUrl from './worker?worker&url';

export type RemoteSubject = Remote<Subject & ProxyMarked>;

/**
 * The worker imports its file from a text of ours, since a worker that is made of text is under the page's policy: it
 * cannot send anything elsewhere either.
 */
function startWorker(): Worker {
  const source = `import ${JSON.stringify(new URL(workerUrl, location.href).href)};`;
  return new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
}

export const worker = startWorker();

/** Rejects as `load` of @bitplane/wasm does. */
export const load = wrap<typeof loadSubject>(worker);
