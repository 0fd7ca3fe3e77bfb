// The service worker of a build: keeps the files of the page when it is first loaded, and serves them from there.
import { createHash } from 'node:crypto';

export interface BuiltFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Otherwise once the page has loaded it for the first time. */
  readonly isKeptAtOnce: boolean;
}

/** Source code. A build with other files has another cache; the old one goes once no page uses it any more. */
export function serviceWorkerSource(files: readonly BuiltFile[]): string {
  const hash = createHash('sha256');
  for (const { name, content } of files) hash.update(name).update('\0').update(content).update('\0');
  const names = JSON.stringify(['./', ...files.filter(({ isKeptAtOnce }) => isKeptAtOnce).map(({ name }) => name)]);
  return `const PREFIX = 'bitplane-playground ' + self.registration.scope;
const CACHE = PREFIX + ' ${hash.digest('hex').slice(0, 16)}';
const FILES = ${names};

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith(PREFIX + ' ') && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  event.respondWith(answer(event.request));
});

async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok && request.url.startsWith(self.registration.scope)) await cache.put(request, response.clone());
  return response;
}
`;
}
