#!/usr/bin/env node
// Runs a LayersModel for the converter's `verify`, which has no TensorFlow.js.
require('tsx/cjs');
require('../src/layers-program/serve.ts');
