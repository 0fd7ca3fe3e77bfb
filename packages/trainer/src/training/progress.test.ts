import { collectStream } from '@bitplane/cli/test-support';
import { startPosition } from './history';
import { showProgress } from './progress';
import type { TrainingPlan } from './plan';

const PLAN = { epochs: 2, batchSize: 10, train: { count: 20 } } as TrainingPlan;

test('without a terminal each epoch ends with a line', () => {
  const { stream, text } = collectStream(false);
  const position = startPosition();
  const progress = showProgress(PLAN, position, { stream });
  for (const stepInEpoch of [1, 2]) {
    progress.onStep({
      ...position,
      stepInEpoch,
      epochMeter: { loss: 15 * stepInEpoch, correct: 4 * stepInEpoch, images: 10 * stepInEpoch },
    });
  }
  progress.stop();
  expect(text()).toMatch(
    /^epoch 1\/2 {2}step 2\/2 {2}loss 1\.500 {2}accuracy 40\.0 % {2}\d+ images\/s {2}0:00 left\n$/,
  );
});

test('on a terminal there is a bar with loss, accuracy, images a second and the time left', () => {
  const { stream, text } = collectStream(true);
  const position = startPosition();
  const progress = showProgress(PLAN, position, { stream });
  progress.onStep({ ...position, stepInEpoch: 1, epochMeter: { loss: 15, correct: 4, images: 10 } });
  progress.stop();
  expect(text()).toMatch(/25 % {2}epoch 1\/2 {2}loss 1\.500 {2}accuracy 40\.0 % {2}\d+ images\/s {2}0:00 left/);
});

test('of several ranks the line has the bytes that one of them sends', () => {
  const { stream, text } = collectStream(false);
  const position = startPosition();
  const progress = showProgress(PLAN, position, { stream, sentPerStep: () => 12_345 });
  progress.onStep({ ...position, stepInEpoch: 2, epochMeter: { loss: 30, correct: 8, images: 20 } });
  expect(text()).toMatch(/ images\/s {2}12\.3 kB sent per step {2}\d/);
});
