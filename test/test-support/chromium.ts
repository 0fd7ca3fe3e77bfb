// A page as a user sees it: headless Chromium from the system.
import { chromium, type Browser } from 'playwright-core';
import { findProgram } from '@bitplane/cli/test-support';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser's path, or null where there is none. */
export const findChromium = (): string | null => NAMES.map(findProgram).find((found) => found !== null) ?? null;

/** args: switches of Chromium. */
export function launchChromium(executablePath: string, args: readonly string[] = []): Promise<Browser> {
  // Root in a container has no user namespaces for the sandbox; the page is our own file.
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
}
