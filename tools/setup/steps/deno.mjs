// Deno, in which the tests run @bitplane/wasm.
import { tarballStep } from '../tarball-step.mjs';

export const deno = tarballStep({
  name: 'deno',
  file: 'package/deno',
  gives: 'Deno',
  costOfMissing: '`npm test` does not run @bitplane/wasm in Deno',
  optional: true,
  onlyForTests: true,
});
