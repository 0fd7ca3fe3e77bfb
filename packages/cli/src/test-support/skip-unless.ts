// Tests that need something which a machine may lack.

type Test = (title: string, body: (() => void) | (() => Promise<void>), timeout?: number) => void;

/** `test` where it was found. Elsewhere a skipped test that names it; on a build machine that is a failure. */
export function skipUnless(found: unknown, name: string): Test {
  if (found !== null && found !== false) return test;
  if (process.env.CI)
    return (title) => test(title, () => Promise.reject(new Error(`expected ${name} on this machine`)));
  return (title, body) => test.skip(`${title} (needs ${name})`, body);
}
