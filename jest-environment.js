// A Jest environment for tests that run onnxruntime. Jest gives every test file typed arrays of its own, but the native
// library makes the process's, and onnxruntime-common then rejects them (`instanceof`).
const { TestEnvironment } = require('jest-environment-node');

const SHARED = { Float32Array, Float64Array, Int32Array, BigInt64Array, Int8Array, Int16Array };

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, SHARED);
  }
};
