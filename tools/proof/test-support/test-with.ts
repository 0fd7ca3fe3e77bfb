// Tests that need Python with the packages of a real tool.
import type { PythonTools } from '../networks';
import { findPython } from '../python-tools';

/** `test` where they are there. Elsewhere a skipped test that names them; on a build machine that is a failure. */
export function testWith(tools: PythonTools): (title: string, body: () => Promise<void>) => void {
  if (findPython(tools) !== null) return test;
  const missing = `npm run setup -- --only ${tools}`;
  if (process.env.CI)
    return (title) => test(title, () => Promise.reject(new Error(`expected what "${missing}" installs`)));
  return (title, body) => test.skip(`${title} (needs ${missing})`, body);
}
