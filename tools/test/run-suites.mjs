// Runs suites one after the other and counts what came out.

/**
 * Resolves to [{ name, passed, failed, skipped: [reasons], seconds }].
 * suites: see suites/index.mjs. options.ci: what a suite lacks is a failure, not a skip. say(line) shows the progress.
 */
export async function runSuites(suites, { ci, say }) {
  const results = [];
  for (const suite of suites) {
    const start = Date.now();
    say(`▸ ${suite.name}: ${suite.what}`);
    const { output = '', ...counts } = await outcomeOf(suite, ci);
    if (counts.failed > 0) say(output.trimEnd());
    const result = { name: suite.name, ...counts, seconds: Math.round((Date.now() - start) / 1000) };
    say(`  ${result.seconds} s: ${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped`);
    results.push(result);
  }
  return results;
}

async function outcomeOf(suite, ci) {
  const lacking = await suite.lacks?.();
  if (lacking) return ci ? failure(lacking) : { passed: 0, failed: 0, skipped: [lacking] };
  try {
    const counts = await suite.run();
    // A suite that finds nothing to test has lost its tests.
    return counts.passed + counts.failed + counts.skipped.length > 0
      ? counts
      : failure(`${suite.name} ran no test\n${counts.output}`);
  } catch (error) {
    return failure(error.message);
  }
}

const failure = (output) => ({ passed: 0, failed: 1, skipped: [], output });
