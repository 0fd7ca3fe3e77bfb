// What `npm test` says at the end: a table, what was skipped, and the closing line over everything.

/** results: [{ name, passed, failed, skipped: [reasons], seconds }]. */
export function summaryOf(results) {
  const total = (count) => results.reduce((sum, result) => sum + count(result), 0);
  const [passed, failed, skipped] = [total((r) => r.passed), total((r) => r.failed), total((r) => r.skipped.length)];
  const row = (...cells) =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(23) : String(cell).padStart(9))).join('');
  return {
    lines: [
      row('', 'passed', 'failed', 'skipped', 'seconds'),
      ...results.map((r) => row(r.name, r.passed, r.failed, r.skipped.length, r.seconds)),
      ...results.flatMap((r) => r.skipped.map((reason) => `skipped in ${r.name}: ${reason}`)),
      '',
      `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    ],
    exitCode: failed > 0 || passed === 0 ? 1 : 0,
  };
}
