// Runs a WebAssembly program under Node's WASI: run-wasi.mjs PROGRAM arguments… It sees the environment and all files.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { WASI } from 'node:wasi';

// Node 20.20 often aborts without a word where the program reads a file of 37 MB: V8 finishes incremental marking
// while WASI allocates, and destroys what WASI is working with. Node 24 does not.
setFlagsFromString('--no-incremental-marking');

const [program, ...args] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [program, ...args], env: process.env, preopens: { '/': '/' } });
const module = new WebAssembly.Module(readFileSync(program));
process.exitCode = wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
