// The path of docs/import.md for a user of Larq Compute Engine, from the file on.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runConverter } from '../../commands';
import { smallNetwork } from '../../test-support/tflite/small-network';

test('a file of Larq Compute Engine is exported and verified by the commands of docs/import.md', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-lce-'));
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    const source = ['--model', smallNetwork().write(folder), '--input', 'u8/255', '--network', 'mine'];
    const out = ['--out', join(folder, 'export')];
    await runConverter(['export', ...source, ...out]);
    await runConverter(['verify', ...source, ...out]);
    expect(['model.bpm', 'model.onnx', 'report.json'].every((name) => existsSync(join(folder, 'export', name)))).toBe(
      true,
    );
  } finally {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  }
  expect(lines.join('\n')).toMatch(/note: .*\(SOFTMAX\) 'scores': left out/);
  expect(lines.join('\n')).toMatch(/trained network = export +│.*agrees/);
});
