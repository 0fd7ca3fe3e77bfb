// The playground as tests have it: built, its samples, and what the C runtime says of an image.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireHostProgram, workspaceRoot } from '@bitplane/cli';

export const PLANE = 32 * 32;
const RECORD_NBYTES = 1 + 3 * PLANE;
const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** As anyone would. */
export function buildPlayground(folder: string): void {
  const build = ['run', '--silent', 'playground:build', '--', '--outDir', folder, '--logLevel', 'error'];
  execFileSync('npm', build, { cwd: workspaceRoot(), stdio: ['ignore', 'ignore', 'inherit'] });
}

export const modelPath = (network: string): string => join(workspaceRoot(), `zoo/${network}/model.bpm`);

const slice = readFileSync(join(workspaceRoot(), 'test/data/cifar10-slice/test_batch.bin'));
const records = Array.from({ length: slice.length / RECORD_NBYTES }, (_, k) =>
  slice.subarray(k * RECORD_NBYTES, (k + 1) * RECORD_NBYTES),
);

/** Those of a class; the first two of them are samples of the page. */
export const recordsOf = (label: number): Uint8Array[] => records.filter((record) => record[0] === label);

/** What the C runtime gives for a record of CIFAR-10's form, which it reads from a file in `folder`. */
export function scoresInC(folder: string, network: string, record: Uint8Array): [string, number][] {
  const file = join(folder, 'record.bin');
  writeFileSync(file, record);
  const args = ['run', '--model', modelPath(network), '--data', file];
  const line = execFileSync(requireHostProgram(), args, { encoding: 'utf8' }).trim().split('\n')[0];
  const { logits } = JSON.parse(line) as { logits: number[] };
  return logits.map((score, k): [string, number] => [CLASSES[k], Math.fround(score)]).sort((a, b) => b[1] - a[1]);
}

/** Source that gives class and score of every row, as the page has them. */
export const SHOWN_SCORES = `[...document.querySelectorAll('#scores tbody tr')].map((row) => [
  row.cells[0].textContent, Number(row.querySelector('data').value)])`;

/** Source that does what the browser does when a user lets a file go above the page, or pastes one. */
export function giveFile(how: 'drop' | 'paste', name: string, bytes: Uint8Array): string {
  const content = Buffer.from(bytes).toString('base64');
  const init =
    how === 'drop' ? 'DragEvent("drop", { dataTransfer: data' : 'ClipboardEvent("paste", { clipboardData: data';
  return `(() => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(${JSON.stringify(content)}), (character) => character.charCodeAt(0));
    data.items.add(new File([bytes], ${JSON.stringify(name)}));
    document.body.dispatchEvent(new ${init}, bubbles: true, cancelable: true }));
  })()`;
}
