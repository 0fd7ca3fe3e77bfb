import { functionsAsLayers } from './functions-as-layers';

const lambda = (name: string, call: unknown[]) => ({
  class_name: 'TFOpLambda',
  name: 'f',
  config: { name: 'f', trainable: true, dtype: 'float32', function: name },
  inbound_nodes: [call],
});
const x = (settings = {}) => ['x', 0, 0, settings];
const Y = ['y', 0, 0];

/** The function, its call, the layer's class, its settings, its inputs. */
type Row = readonly [string, readonly unknown[], string, object, readonly unknown[]];

test.each<Row>([
  ['__operators__.add', x({ y: Y, name: null }), 'Add', {}, [['x', 0, 0], Y]],
  ['math.add', x({ y: 1 }), 'Rescaling', { scale: 1, offset: 1 }, [['x', 0, 0]]],
  ['math.add_n', [x(), [...Y, {}]], 'Add', {}, [['x', 0, 0], Y]],
  ['math.subtract', x({ y: 2 }), 'Rescaling', { scale: 1, offset: -2 }, [['x', 0, 0]]],
  ['math.subtract', ['_CONSTANT_VALUE', -1, 2, { y: Y }], 'Rescaling', { scale: -1, offset: 2 }, [Y]],
  ['math.multiply', ['_CONSTANT_VALUE', -1, 2, { y: Y }], 'Rescaling', { scale: 2, offset: 0 }, [Y]],
  ['math.truediv', x({ y: 4 }), 'Rescaling', { scale: 0.25, offset: 0 }, [['x', 0, 0]]],
  ['concat', [x({ axis: -1 }), [...Y, { axis: -1 }]], 'Concatenate', { axis: -1 }, [['x', 0, 0], Y]],
  ['nn.relu6', x(), 'ReLU', { max_value: 6 }, [['x', 0, 0]]],
  [
    'clip_by_value',
    x({ clip_value_min: -1, clip_value_max: 1 }),
    'Activation',
    { activation: 'hard_tanh' },
    [['x', 0, 0]],
  ],
  ['math.reduce_mean', x({ axis: [2, 1] }), 'GlobalAveragePooling2D', { keepdims: false }, [['x', 0, 0]]],
])('%s of %j is the layer %s', (...row) => {
  const [name, call, className, config, tensors] = row;
  expect(functionsAsLayers(lambda(name, [...call]))).toEqual({
    class_name: className,
    name: 'f',
    config: { name: 'f', trainable: true, dtype: 'float32', ...config },
    inbound_nodes: [tensors],
  });
});

test.each([
  ['a function that no layer computes', lambda('linalg.matmul', x({ b: Y }))],
  ['a number divided by a tensor', lambda('math.truediv', ['_CONSTANT_VALUE', -1, 2, { y: Y }])],
  ['a tensor that is a constant', lambda('math.add', x({ y: { class_name: 'Tensor' } }))],
  ['bounds of no activation', lambda('clip_by_value', x({ clip_value_min: -3, clip_value_max: 1 }))],
  ['a mean over channels', lambda('math.reduce_mean', x({ axis: [3] }))],
  ['what is no call', lambda('math.add', [])],
])('%s stays what it is, which is rejected later', (_, layer) => {
  expect(functionsAsLayers(layer)).toBe(layer);
});

test('functions in nested models are replaced as well', () => {
  const model = { class_name: 'Functional', config: { layers: [lambda('nn.relu', x())] } };
  const outer = { class_name: 'Functional', config: { layers: [model] } };
  expect(JSON.stringify(functionsAsLayers(outer))).toContain('"class_name":"ReLU"');
});
