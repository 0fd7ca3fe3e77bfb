// Counts what Node's own test runner says in its TAP report: https://nodejs.org/api/test.html

/** { passed, failed, skipped: [names] } of the report. */
export function countNodeTest(tap) {
  const number = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const skipped = [...tap.matchAll(/^\s*ok \d+ - (.*) # (?:SKIP|TODO)/gm)].map(([, name]) => name);
  return { passed: number('pass'), failed: number('fail') + number('cancelled'), skipped };
}
