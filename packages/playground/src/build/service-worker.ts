// The service worker of a build: keeps every file of the page when it is first loaded, and serves them from there.
import { createHash } from 'node:crypto';

export interface BuiltFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Source code. A build with other files has another cache; the old one goes once no page uses it any more. */
export function serviceWorkerSource(files: readonly BuiltFile[]): string {
  const hash = createHash('sha256');
  for (const { name, content } of files) hash.update(name).update('\0').update(content).update('\0');
  const names = JSON.stringify(['./', ...files.map(({ name }) => name)]);
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
  const kept = caches.open(CACHE).then((cache) => cache.match(event.request, { ignoreSearch: true }));
  event.respondWith(kept.then((response) => response ?? fetch(event.request)));
});
`;
}
