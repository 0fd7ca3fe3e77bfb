// Counts what ctest's --output-junit says (CMake ≥ 3.21).

/**
 * { passed, failed, skipped: [names] } of the XML. A test whose program is missing is "notrun" there, and a failure
 * here.
 */
export function countCTest(xml) {
  const counts = { passed: 0, failed: 0, skipped: [] };
  for (const [, name, status, rest] of xml.matchAll(
    /<testcase name="([^"]*)"[^>]*status="(\w+)"([\s\S]*?)<\/testcase>/g,
  )) {
    if (status === 'run') counts.passed++;
    else if (status === 'disabled' || /<skipped message="SKIP_/.test(rest)) counts.skipped.push(name);
    else counts.failed++;
  }
  return counts;
}
