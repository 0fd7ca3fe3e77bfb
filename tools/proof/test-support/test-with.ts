// Tests that need Python with the packages of a real tool.
import { skipUnless } from '@bitplane/cli/test-support';
import type { PythonTools } from '../networks';
import { findPython } from '../python-tools';

/** `test` where they are there, else as skipUnless has it. */
export const testWith = (tools: PythonTools) =>
  skipUnless(findPython(tools), `what "npm run setup -- --only ${tools}" installs`);
