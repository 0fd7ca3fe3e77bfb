import type { Layer, Model } from '@bitplane/model';
import { removeDeadLayers } from './remove-dead-layers';

const relu = (name: string, input: string): Layer => ({ kind: 'relu', name, inputs: [input] });

test('what the last layer does not depend on goes, however long it is', () => {
  const model: Model = {
    name: 'small',
    input: { height: 1, width: 1, channels: 1 },
    layers: [
      relu('a', 'input'),
      relu('dead', 'a'),
      relu('b', 'input'),
      relu('deader', 'dead'),
      { kind: 'add', name: 'sum', inputs: ['a', 'b'], element: 'float64' },
    ],
  };
  expect(removeDeadLayers(model).layers.map(({ name }) => name)).toEqual(['a', 'b', 'sum']);
});
