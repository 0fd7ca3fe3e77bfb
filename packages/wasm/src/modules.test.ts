// The modules as they are built: what they weigh and need, and what happens where they are missing.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { compilerOf, hasSimd } from './modules.ts';

const MODULES = ['bitplane.wasm', 'bitplane-portable.wasm'].map((name) => join(__dirname, '../build', name));

interface Compiled {
  readonly exports: { readonly memory: { readonly buffer: ArrayBuffer } };
}

/** Types of browsers, which the compiler does not have here. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: (new (bytes: Uint8Array) => object) & { imports(module: object): { module: string; name: string }[] };
    Instance: new (module: object, imports: object) => Compiled;
  };
};

test.each(MODULES)('%s is small, needs one function, and starts with little memory', (file) => {
  expect(statSync(file).size).toBeLessThan(80_000);
  const module = new WebAssembly.Module(Uint8Array.from(readFileSync(file)));
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'bitplane', name: 'on_output', kind: 'function' }]);
  const { exports } = new WebAssembly.Instance(module, { bitplane: { on_output: () => undefined } });
  expect(exports.memory.buffer.byteLength).toBeLessThanOrEqual(2 * 2 ** 20);
});

test('an engine without SIMD takes the portable module', () => {
  expect(hasSimd()).toBe(true);
  const script = `
    const { hasSimd, load } = require('@bitplane/wasm');
    load(require('node:fs').readFileSync('../../zoo/reference/model.bpm')).then((network) => {
      console.log(hasSimd(), network.steps.map(({ kernel }) => kernel).join(' '), network.run(new Uint8Array(3072))[0]);
    });`;
  const run = (...flags: string[]) =>
    execFileSync(process.execPath, [...flags, '--require', 'tsx/cjs', '--eval', script], {
      cwd: join(__dirname, '..'),
      encoding: 'utf8',
    });
  const [found, without] = [run(), run('--no-enable-sse4-1')];
  expect(found).toMatch(/^true .*__simd128/);
  // A V8 flag of x86 only: engines on other CPUs all have SIMD.
  if (process.arch === 'x64') expect(without).toMatch(/^false (?!.*simd128)/);
  expect(without.split(' ').at(-1)).toBe(found.split(' ').at(-1));
});

test('a module that is missing is an error with advice, and is looked for again', async () => {
  let tries = 0;
  const compile = compilerOf(() => {
    tries++;
    return Promise.reject(new Error('no such file'));
  });
  for (let k = 1; k <= 2; k++) {
    await expect(compile('simd')).rejects.toMatchObject({
      code: 'E_SETUP',
      message: expect.stringMatching(
        /^expected the WebAssembly module \(simd\), got: no such file: .*wasm:build/,
      ) as string,
    });
    expect(tries).toBe(k);
  }
});
