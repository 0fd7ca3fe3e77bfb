// What the tests of other packages use: import { pythonCommand } from '@bitplane/converter/test-support'.
export { hasPythonTools, pythonCommand } from './python';
