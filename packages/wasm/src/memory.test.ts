// Loading and freeing over and over: a process of its own, whose memory says what is given back.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** What is left after `rounds` rounds, in bytes: of the process, less what it had after a tenth of them. */
function growthOf(rounds: number, round: string): number {
  const script = `
    const { readFileSync } = require('node:fs');
    const { wholeWindow, writeModel } = require('@bitplane/model');
    const { load } = require('@bitplane/wasm');
    const small = readFileSync('../../zoo/reference/model.bpm');
    const large = writeModel({
      name: 'large', input: { height: 1100, width: 1100, channels: 3 },
      layers: [{ kind: 'int8-conv2d', name: 'sums', inputs: ['input'], filters: 2, groups: 1,
        zeroPoints: new Uint8Array(3),
        weights: Int8Array.of(1, 2, 3, 4, 5, 6), window: wholeWindow({ height: 1, width: 1, channels: 1 }) }],
    });
    (async () => {
      let early = 0;
      for (let k = 0; k < ${rounds}; k++) {
        if (k === ${rounds / 10}) early = process.memoryUsage().rss;
        ${round}
      }
      console.log(process.memoryUsage().rss - early);
    })();`;
  const args = ['--require', 'tsx/cjs', '--eval', script];
  return Number(execFileSync(process.execPath, args, { cwd: join(ROOT, 'packages/wasm'), encoding: 'utf8' }));
}

const MEGABYTE = 2 ** 20;

test('five hundred small networks, freed, take no more memory than a few', () => {
  const round = 'const network = await load(small); network.run(new Uint8Array(3072)); network.free();';
  expect(growthOf(500, round)).toBeLessThan(32 * MEGABYTE);
});

// 13 MB each, 800 MB in all.
test('sixty large networks, freed, are given back to the system', () => {
  const round = 'const network = await load(large); network.run(new Uint8Array(3630000)); network.free();';
  expect(growthOf(60, round)).toBeLessThan(150 * MEGABYTE);
});

test('networks that were forgotten without free() are given back too', () => {
  const round = 'const network = await load(large); network.run(new Uint8Array(3630000));';
  expect(growthOf(60, round)).toBeLessThan(150 * MEGABYTE);
});

test('files that are rejected leave nothing', () => {
  const round = 'await load(large.subarray(0, 100)).then(() => process.exit(1), () => undefined);';
  expect(growthOf(500, round)).toBeLessThan(32 * MEGABYTE);
});
