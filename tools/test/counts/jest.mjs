// Counts what Jest's --json says: https://jestjs.io/docs/cli#--json

/** { passed, failed, skipped: [names] } of a parsed result. A file that could not be run counts as one failure. */
export function countJest({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults }) {
  const skipped = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
    .map(({ fullName }) => fullName);
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped };
}
