// What the tests of several packages share: import { temporaryFolder } from '@bitplane/cli/test-support'.
export { collectStream } from './collect-stream';
export { errorLike } from './error-like';
export { findProgram } from './find-program';
export { scriptProgram } from './script-program';
export { skipUnless } from './skip-unless';
export { temporaryFolder } from './temporary-folder';
