// A page as a user sees it: headless Chromium from the system.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser's path, or null where there is none. */
export function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of NAMES) {
    const found = folders.map((folder) => join(folder, name)).find(existsSync);
    if (found !== undefined) return found;
  }
  return null;
}

export function launchChromium(executablePath: string): Promise<Browser> {
  // Root in a container has no user namespaces for the sandbox; the page is our own file.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
