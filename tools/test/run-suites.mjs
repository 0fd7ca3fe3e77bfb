// Runs suites one after the other, those that keep one core busy two at a time, and counts what came out.
import { availableParallelism } from 'node:os';

/**
 * Resolves to [{ name, passed, failed, skipped: [reasons], seconds }], in the order of the suites.
 * suites: see suites/index.mjs. options.ci: what a suite lacks is a failure, not a skip; options.cores: of this
 * machine. say(line) shows the progress.
 */
export async function runSuites(suites, { ci, say, cores = availableParallelism() }) {
  const results = new Map();
  for (const group of groupsOf(suites)) {
    const waiting = [...group];
    const work = async () => {
      for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
        results.set(suite, await runSuite(suite, { ci, say }));
      }
    };
    await Promise.all(Array.from({ length: Math.min(2, cores) }, work));
  }
  return suites.map((suite) => results.get(suite));
}

/** Neighbours of one core each are a group; any other suite is a group of its own, and has the machine for itself. */
function groupsOf(suites) {
  const groups = [];
  for (const suite of suites) {
    const last = groups.at(-1);
    if (suite.isOfOneCore && last?.[0].isOfOneCore) last.push(suite);
    else groups.push([suite]);
  }
  return groups;
}

async function runSuite(suite, { ci, say }) {
  const start = Date.now();
  say(`▸ ${suite.name}: ${suite.what}`);
  const { output = '', ...counts } = await outcomeOf(suite, ci);
  if (counts.failed > 0) say(output.trimEnd());
  const result = { name: suite.name, ...counts, seconds: Math.round((Date.now() - start) / 1000) };
  const { passed, failed, skipped } = result;
  say(`  ${suite.name}, ${result.seconds} s: ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return result;
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
