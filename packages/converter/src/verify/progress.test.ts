import { collectStream } from '@bitplane/cli/test-support';
import { verifyProgress } from './progress';

/** Two images of four layers, a second and a half each layer, then three images of another pair. */
function verifySlowly(isTTY: boolean): string {
  const { stream, text } = collectStream(isTTY);
  let time = 0;
  const progress = verifyProgress({ stream, now: () => time });
  for (let image = 0; image < 2; image++)
    for (let layer = 0; layer < 4; layer++, time += 1500)
      progress.at('interpreter', { image, images: 2, layer, layers: 4 });
  for (let image = 0; image < 3; image++, time += 2000) progress.at('scores', { image, images: 3 });
  progress.stop();
  return text();
}

test('without a terminal says every five seconds which image and layer it is at, and how long that takes', () => {
  expect(verifySlowly(false).split('\n')).toEqual([
    'verify: interpreter, image 2 of 2, layer 1 of 4, 0:06 left',
    'verify: scores, image 1 of 3',
    '',
  ]);
});

test('on a terminal shows a bar of what it is at', () => {
  const text = verifySlowly(true);
  expect(text).toContain('0 %  verify: interpreter, image 1 of 2, layer 1 of 4');
  expect(text).toContain('verify: scores, image 3 of 3, 0:02 left');
});
