#!/usr/bin/env node
// Compiles the native training ops; run by the set-up.
require('tsx/cjs');
require('../src/native/build-cli.ts');
