#!/usr/bin/env node
// A program that `bitplane-trainer bench` measures: ours, or plain TensorFlow.js.
require('tsx/cjs');
require('../src/bench/tensorflow-js.ts');
