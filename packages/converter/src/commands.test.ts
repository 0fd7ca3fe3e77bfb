import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { runConverter } from './commands';

test.each([
  [[], /expected a command/],
  [['exprot'], /exprot/],
  [['export', '--golden-images', '0'], /--golden-images/],
  [['export', '--golden-images', 'many'], /positive integer/],
  [['verify', '--limit', '-3'], /--limit/],
  [['export', '--twin'], /--twin/],
  [['export', 'too', 'many'], /too many arguments/],
  [['export', '--only', 'onx'], /did you mean "onnx"/],
  [['verify', '--modle', 'out'], /--modle.*--model/],
  [['chek'], /chek.*check/],
])('%j is a usage error', async (args, message) => {
  await expect(runConverter(args)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(message) as string,
  });
});

test('without a trained network it names what makes one, and writes nothing', async () => {
  const folder = temporaryFolder();
  await expect(
    runConverter(['export', '--model', join(folder, 'none'), '--out', join(folder, 'out')]),
  ).rejects.toMatchObject({ code: 'E_MISSING_FILE', message: expect.stringContaining('trainer:train') as string });
  expect(readdirSync(folder)).toEqual([]);
});

test('nothing here imports TensorFlow.js', () => {
  const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(20);
  for (const path of sources)
    expect({ path, found: /@tensor[f]low\//.test(readFileSync(join(__dirname, path), 'utf8')) }).toEqual({
      path,
      found: false,
    });
});
