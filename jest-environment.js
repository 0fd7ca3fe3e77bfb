// The Jest environment of all tests.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

// For onnxruntime: Jest gives every test file typed arrays of its own, but the native library makes the process's, and
// onnxruntime-common then rejects them (`instanceof`).
const SHARED = { Float32Array, Float64Array, Int32Array, BigInt64Array, Int8Array, Int16Array };

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, SHARED);
    // Images of tests, decoded, would fill the cache.
    this.decoded = mkdtempSync(join(tmpdir(), 'bitplane-decoded-'));
    this.global.process.env.BITPLANE_DECODED = this.decoded;
  }

  async teardown() {
    rmSync(this.decoded, { recursive: true, force: true, maxRetries: 5 });
    await super.teardown();
  }
};
