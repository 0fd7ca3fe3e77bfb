// A second Node, on which the tests repeat the whole path.
import { tarballStep } from '../tarball-step.mjs';

export const node24 = tarballStep({
  name: 'node-24',
  file: 'package/bin/node',
  gives: 'a second Node',
  costOfMissing: '`npm test` runs the whole path on this Node only',
  optional: true,
  onlyForTests: true,
});
