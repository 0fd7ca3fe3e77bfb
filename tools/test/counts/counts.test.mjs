import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countCTest } from './ctest.mjs';
import { countJest } from './jest.mjs';
import { countNodeTest } from './node-test.mjs';

// As CMake 3.25 wrote them, shortened.
const CTEST = `<testsuite name="(empty)" tests="5" failures="1" disabled="1" skipped="2">
  <testcase name="packs" classname="packs" time="0.001" status="run"><system-out></system-out></testcase>
  <testcase name="golden" classname="golden" time="0.005" status="fail"><failure message=""/><system-out></system-out></testcase>
  <testcase name="neon" classname="neon" time="0.001" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
  <testcase name="slow" classname="slow" time="0" status="disabled"><system-out>Disabled</system-out></testcase>
  <testcase name="lost" classname="lost" time="0" status="notrun"><skipped message="Unable to find executable"/></testcase>
</testsuite>`;

test('ctest: a test without its program has failed, one that skipped itself has not', () => {
  assert.deepEqual(countCTest(CTEST), { passed: 1, failed: 2, skipped: ['neon', 'slow'] });
});

test('jest: a file that could not be run is a failure, skipped tests are named', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'packs 65 columns' },
    { status: 'pending', fullName: 'shows the page' },
    { status: 'todo', fullName: 'flies' },
  ];
  const report = {
    numPassedTests: 1,
    numFailedTests: 2,
    numRuntimeErrorTestSuites: 1,
    testResults: [{ assertionResults }],
  };
  assert.deepEqual(countJest(report), { passed: 1, failed: 3, skipped: ['shows the page', 'flies'] });
});

test("node: reads the report's last lines", () => {
  const tap =
    'TAP version 13\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no pip\n1..4\n# tests 4\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 1\n';
  assert.deepEqual(countNodeTest(tap), { passed: 1, failed: 2, skipped: ['c'] });
});
