import { startPosition, type History, type LayerSigns } from '../history';
import { curvesPage } from './page';

const layer = (name: string, flipRatio: number): LayerSigns => ({
  layer: name,
  flipRatio,
  flipRatioPerStep: 0.001,
  weightsPlus: 0.5,
  activationsPlus: 0.5,
  channels: 64,
  deadChannels: 2,
});
const HISTORY: History = {
  schema: 'bitplane-history/1',
  points: [
    { epoch: 0.5, loss: 2, accuracy: 0.2, learningRate: 1e-3 },
    { epoch: 1, loss: 1.5, accuracy: 0.4, learningRate: 1e-3 },
  ],
  epochs: [
    {
      epoch: 1,
      loss: 1.75,
      accuracy: 0.3,
      validationAccuracy: 0.35,
      seconds: 10,
      layers: [layer('conv2', 0.25), layer('conv3', 0.125)],
    },
  ],
};

/** The charts' ids with the names of their curves. */
function curvesIn(page: string): Record<string, string[]> {
  const [, json] = /id="chart-data">(.*?)<\/script>/s.exec(page) ?? [];
  const charts = JSON.parse(json) as { id: string; option: { series: { name: string }[] } }[];
  return Object.fromEntries(charts.map(({ id, option }) => [id, option.series.map(({ name }) => name)]));
}

test('there is a chart for each quantity, with a curve for each layer', () => {
  expect(curvesIn(curvesPage(HISTORY, 'mine'))).toEqual({
    accuracy: ['training images', 'held-out images'],
    loss: ['training images'],
    rate: ['learning rate'],
    flips: ['conv2', 'conv3'],
    'step-flips': ['conv2', 'conv3'],
    weights: ['conv2', 'conv3'],
    activations: ['conv2', 'conv3'],
    dead: ['conv2', 'conv3'],
  });
});

test('names are text, never markup, and nothing is fetched', () => {
  const hostile = { ...HISTORY, epochs: [{ ...HISTORY.epochs[0], layers: [layer('</script><b>', 0)] }] };
  const page = curvesPage(hostile, '<img src=x>');
  // Behind the data stands the charting library, whose source has markup of its own.
  const [own] = page.split('<script>');
  expect(/<(b|img)\b/.test(own)).toBe(false);
  expect(page).toContain("default-src 'none'");
});

test('a run at its begin has a page too', () => {
  expect(curvesPage(startPosition().history, 'mine')).toContain('The first epoch is not at its end.');
});
