// Nodes against onnxruntime: what it makes of a file, and what the interpreter makes of the imported network.
import type { DraftOptions } from '../../test-support/onnx-draft';
import type { Net } from '../../test-support/onnx-net';
import { compareWithOnnxruntime } from '../../test-support/onnx-net';

type Case = [string, (net: Net) => string, DraftOptions?];

const shuffle = (n: Net, x: string): string => {
  const split = n.node('Transpose', [n.node('Reshape', [x, n.ints(1, 2, 2, 8, 8)])], { perm: [0, 2, 1, 3, 4] });
  return n.node('Reshape', [split, n.ints(1, 4, 8, 8)]);
};

const after = (use: (net: Net, input: string) => string, size = 4 * 64): ((net: Net) => string) => {
  return (net) => net.scores(use(net, net.stem()), size);
};

test.each<Case>([
  [
    'Conv with groups, stride and dilation',
    after(
      (n, x) =>
        n.node('Conv', [x, n.floats(6, 2, 3, 3)], { group: 2, strides: [2, 1], dilations: [1, 2], pads: [0, 1, 2, 1] }),
      6 * 4 * 6,
    ),
  ],
  ['Conv, depthwise', after((n, x) => n.node('Conv', [x, n.floats(4, 1, 3, 3), n.floats(4)], { group: 4 }), 4 * 36)],
  [
    'Conv with auto_pad SAME_UPPER',
    after((n, x) => n.node('Conv', [x, n.floats(4, 4, 2, 2)], { auto_pad: 'SAME_UPPER', strides: [2, 2] }), 4 * 16),
  ],
  [
    'Conv with auto_pad SAME_LOWER',
    after((n, x) => n.node('Conv', [x, n.floats(4, 4, 2, 2)], { auto_pad: 'SAME_LOWER' })),
  ],
  [
    'Pad before Conv',
    after((n, x) =>
      n.node('Conv', [n.node('Pad', [x, n.ints(0, 0, 1, 0, 0, 0, 0, 2)]), n.floats(4, 4, 3, 3)], {
        pads: [0, 0, 1, 0],
      }),
    ),
  ],
  ['MatMul', (n) => n.node('MatMul', [n.node('Flatten', [n.stem()]), n.floats(256, 5)])],
  [
    'Gemm with alpha and beta',
    (n) =>
      n.node('Gemm', [n.node('Flatten', [n.stem()]), n.floats(256, 5), n.floats(5)], {
        alpha: { float: 0.5 },
        beta: { float: 2 },
      }),
  ],
  [
    'BatchNormalization',
    after((n, x) =>
      n.node('BatchNormalization', [x, n.floats(4), n.floats(4), n.floats(4), n.constant([4], n.positive(4))], {
        epsilon: { float: 1e-3 },
      }),
    ),
  ],
  ['Relu', after((n, x) => n.node('Relu', [x]))],
  ['LeakyRelu', after((n, x) => n.node('LeakyRelu', [x], { alpha: { float: 0.2 } }))],
  ['PRelu of channels', after((n, x) => n.node('PRelu', [x, n.floats(4, 1, 1)]))],
  ['PRelu of columns, whose slopes are a row', after((n, x) => n.node('PRelu', [x, n.floats(8)]))],
  [
    'PRelu and Add of elements, of an image of one channel',
    (n) => {
      const x = n.node('Conv', ['x', n.floats(1, 3, 3, 3)], { pads: [1, 1, 1, 1] });
      return n.scores(n.node('Add', [n.node('PRelu', [x, n.floats(1, 8, 8)]), x]), 64);
    },
  ],
  ['Clip', after((n, x) => n.node('Clip', [x, n.scalar(-0.5), n.scalar(0.75)]))],
  ['Clip with one bound', after((n, x) => n.node('Clip', [x, '', n.scalar(0.75)]))],
  [
    'Add, Sub, Mul and Div of constants',
    after((n, x) =>
      n.node('Div', [
        n.node('Mul', [n.floats(1), n.node('Sub', [n.floats(4, 1, 1), n.node('Add', [x, n.floats(1, 4, 1, 1)])])]),
        n.constant([1], [3]),
      ]),
    ),
  ],
  ['Slice of channels', after((n, x) => n.node('Slice', [x, n.ints(1), n.ints(3), n.ints(1)]), 2 * 64)],
  [
    'Slice backwards, of all rows',
    after((n, x) => n.node('Slice', [x, n.ints(-1, 0), n.ints(-9, 99), n.ints(1, 2), n.ints(-2, 1)]), 2 * 64),
  ],
  ['Gather of channels', after((n, x) => n.node('Gather', [x, n.ints(3, -4, 0, 1, 1)], { axis: 1 }), 5 * 64)],
  [
    'Gather of signs',
    after((n, x) => {
      const signs = n.signs(n.node('Add', [x, n.floats(4, 1, 1)]));
      const weights = n.constant([4, 3, 3, 3], n.numbers(108).map(Math.sign));
      return n.node('Conv', [n.node('Gather', [signs, n.ints(2, 0, 1)], { axis: 1 }), weights], { pads: [1, 1, 1, 1] });
    }),
  ],
  ['Split of channels', after((n, x) => n.node('Sub', [...n.split(x, 2)]), 2 * 64)],
  [
    'Resize by repetition',
    after(
      (n, x) =>
        n.node('Resize', [x, '', n.constant([4], [1, 1, 2, 3])], {
          coordinate_transformation_mode: 'asymmetric',
          nearest_mode: 'floor',
        }),
      4 * 16 * 24,
    ),
  ],
  [
    'Resize in its own modes, to a size',
    after((n, x) => n.node('Resize', [x, '', '', n.ints(1, 4, 16, 24)]), 4 * 16 * 24),
  ],
  ['Round of levels', after((n, x) => n.node('Round', [n.node('Mul', [n.signs(x), n.scalar(1.5)])]))],
  ['Neg', after((n, x) => n.node('Neg', [x]))],
  [
    'Add and Sub of two branches',
    after((n, x) =>
      n.node('Sub', [n.node('Add', [x, n.node('Relu', [x])]), n.node('Clip', [x, n.scalar(-1), n.scalar(1)])]),
    ),
  ],
  ['Concat', after((n, x) => n.node('Concat', [x, n.node('Relu', [x]), x], { axis: 1 }), 12 * 64)],
  [
    'MaxPool',
    after((n, x) => n.node('MaxPool', [x], { kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 0, 1] }), 4 * 16),
  ],
  [
    'MaxPool with ceil_mode',
    after((n, x) => n.node('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }), 4 * 16),
  ],
  [
    'AveragePool',
    after((n, x) => n.node('AveragePool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }), 4 * 16),
  ],
  [
    'AveragePool that counts its pads',
    after(
      (n, x) =>
        n.node('AveragePool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], count_include_pad: 1 }),
      4 * 16,
    ),
  ],
  [
    'AveragePool with ceil_mode',
    after((n, x) => n.node('AveragePool', [x], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }), 4 * 16),
  ],
  ['GlobalAveragePool', after((n, x) => n.node('GlobalAveragePool', [x]), 4)],
  ['GlobalMaxPool', after((n, x) => n.node('GlobalMaxPool', [x]), 4)],
  [
    'ReduceMean with attributes',
    (n) => n.node('Gemm', [n.node('ReduceMean', [n.stem()], { axes: [2, -1], keepdims: 0 }), n.floats(4, 5)]),
  ],
  ['ReduceMean with an input', after((n, x) => n.node('ReduceMean', [x, n.ints(-2, -1)]), 4), { opset: 18 }],
  [
    'Squeeze after a pooling',
    (n) => n.node('Gemm', [n.node('Squeeze', [n.node('GlobalAveragePool', [n.stem()]), n.ints(2, 3)]), n.floats(4, 5)]),
  ],
  ['Reshape to -1', (n) => n.node('Gemm', [n.node('Reshape', [n.stem(), n.ints(0, -1)]), n.floats(256, 5)])],
  ['Transpose to NHWC before a dense layer', after((n, x) => n.node('Transpose', [x], { perm: [0, 2, 3, 1] }))],
  [
    'a shuffle of channels before a convolution',
    after(
      (n, x) =>
        n.node('Conv', [
          n.node('Reshape', [
            n.node('Transpose', [n.node('Reshape', [x, n.ints(1, 2, 2, 8, 8)])], { perm: [0, 2, 1, 3, 4] }),
            n.ints(1, 4, 8, 8),
          ]),
          n.floats(4, 4, 3, 3),
        ]),
      4 * 36,
    ),
  ],
  [
    'a shuffle of channels before elementwise nodes',
    after((n, x) =>
      n.node('PRelu', [
        n.node('Reshape', [
          n.node('Transpose', [n.node('Reshape', [x, n.ints(1, 2, 2, 8, 8)])], { perm: [0, 2, 1, 3, 4] }),
          n.ints(1, 4, 8, 8),
        ]),
        n.floats(4, 1, 1),
      ]),
    ),
  ],
  [
    'two shuffles in a row, whose groups cut each other',
    after((n, x) => {
      const wide = n.node('Conv', [x, n.floats(12, 4, 1, 1)]);
      const regroup = (input: string, groups: number): string => {
        const split = n.node('Reshape', [input, n.ints(1, groups, 12 / groups, 8, 8)]);
        return n.node('Reshape', [n.node('Transpose', [split], { perm: [0, 2, 1, 3, 4] }), n.ints(1, 12, 8, 8)]);
      };
      return regroup(regroup(wide, 3), 3);
    }, 12 * 64),
  ],
  [
    'scores whose order a shuffle before them made',
    (n) => n.node('Flatten', [n.node('GlobalAveragePool', [shuffle(n, n.stem())])]),
  ],
  ['the sum of an image and its shuffle', after((n, x) => n.node('Add', [shuffle(n, x), x]))],
  ['an image beside its shuffle', after((n, x) => n.node('Concat', [x, shuffle(n, x)], { axis: 1 }), 8 * 64)],
  [
    'shuffled signs beside others',
    after((n, x) => {
      const signs = n.node('Concat', [shuffle(n, n.signs(n.node('PRelu', [x, n.floats(4, 1, 1)]))), n.signs(x)], {
        axis: 1,
      });
      return n.node('Conv', [signs, n.constant([6, 8, 3, 3], n.numbers(6 * 72).map(Math.sign))]);
    }, 6 * 36),
  ],
  [
    'an image beside itself, rows and columns changed twice',
    after((n, x) => {
      const turned = n.node('Transpose', [n.node('Transpose', [x], { perm: [0, 2, 3, 1] })], { perm: [0, 3, 1, 2] });
      return n.node('Add', [turned, x]);
    }),
  ],
  [
    'a row of means of shuffled channels beside one of others',
    (n) => {
      const x = n.stem();
      const means = [shuffle(n, x), x].map((each) => n.node('Flatten', [n.node('GlobalAveragePool', [each])]));
      return n.node('Gemm', [n.node('Concat', means, { axis: 1 }), n.floats(8, 5)]);
    },
  ],
  [
    'Identity, Dropout, Cast and Softmax',
    (n) => n.node('Identity', [n.scores(n.node('Cast', [n.node('Dropout', [n.stem()])], { to: 1 }), 256)]),
  ],
])('%s', async (...[, build, options]) => {
  await compareWithOnnxruntime(build, options);
});

const binary = (sign: (net: Net, x: string) => string): ((net: Net) => string) => {
  return (net) => {
    const weights = net.constant(
      [6, 4, 3, 3],
      net.numbers(6 * 36).map((value) => (value < 0 ? -1 : 1)),
    );
    return net.scores(net.node('Conv', [sign(net, net.stem()), weights], { pads: [1, 1, 1, 1] }), 6 * 64);
  };
};

describe('idioms of the straight-through sign, each one binary convolution', () => {
  test.each<Case>([
    ['Sign', binary((n, x) => n.node('Sign', [x]))],
    ['Sign after HardTanh', binary((n, x) => n.node('Sign', [n.node('Clip', [x, n.scalar(-1), n.scalar(1)])]))],
    ['Where of a comparison and two constants', binary((n, x) => n.signs(x))],
    [
      'Where of tensors of ones by their shape',
      binary((n, x) => {
        const ones = n.node('ConstantOfShape', [n.node('Shape', [x])], {
          value: { tensor: { dims: [1], dataType: 1, floatData: [1] } },
        });
        return n.node('Where', [n.node('Less', [x, n.scalar(0)]), n.node('Neg', [ones]), ones]);
      }),
    ],
    [
      'the sign that is detached from its gradient',
      binary((n, x) => {
        const clipped = n.node('Clip', [x, n.scalar(-1), n.scalar(1)]);
        return n.node('Add', [clipped, n.node('Sub', [n.node('Sign', [clipped]), clipped])]);
      }),
    ],
    [
      'Sign, Add(0.1), Sign of tf2onnx',
      binary((n, x) => n.node('Sign', [n.node('Add', [n.node('Sign', [x]), n.scalar(0.1)])])),
    ],
    [
      'a comparison as a number, twice minus one',
      binary((n, x) =>
        n.node('Sub', [
          n.node('Mul', [n.node('Cast', [n.node('Greater', [x, n.scalar(0)])], { to: 1 }), n.scalar(2)]),
          n.scalar(1),
        ]),
      ),
    ],
    [
      'a sign with a scale and an offset before',
      binary((n, x) => n.node('Mul', [n.node('Sign', [n.node('Add', [x, n.floats(1, 4, 1, 1)])]), n.scalar(0.7)])),
    ],
    ['0 and 1', binary((n, x) => n.node('Cast', [n.node('Greater', [x, n.scalar(0.1)])], { to: 1 }))],
    [
      '1 and 2, padded with 0',
      binary((n, x) =>
        n.node('Add', [n.node('Cast', [n.node('Greater', [x, n.scalar(0.1)])], { to: 1 }), n.scalar(1)]),
      ),
    ],
    [
      'a max-pool after the sign',
      (n) =>
        n.scores(
          n.node('Conv', [
            n.node('MaxPool', [n.signs(n.stem())], { kernel_shape: [2, 2], strides: [2, 2] }),
            n.constant([6, 4, 1, 1], n.numbers(24).map(Math.sign)),
          ]),
          6 * 16,
        ),
    ],
  ])('%s', async (_, build) => {
    const layers = await compareWithOnnxruntime(build);
    expect(layers.filter(({ kind }) => kind === 'binary-conv2d')).toHaveLength(1);
  });
});

describe('weights', () => {
  const weighted = (make: (net: Net) => string): ((net: Net) => string) => {
    return (net) => net.scores(net.node('Conv', [net.signs(net.stem()), make(net)]), 6 * 36);
  };
  const latent = (net: Net): number[] => net.numbers(6 * 36);
  test.each<Case>([
    ['signs of latent weights', weighted((n) => n.signs(n.constant([6, 4, 3, 3], latent(n))))],
    [
      'one magnitude for each filter',
      weighted((n) => n.node('Mul', [n.signs(n.constant([6, 4, 3, 3], latent(n))), n.floats(6, 1, 1, 1)])),
    ],
    [
      'a mean magnitude of each filter',
      weighted((n) => {
        const weights = n.constant([6, 4, 3, 3], latent(n));
        const scale = n.node('ReduceMean', [n.node('Abs', [weights])], { axes: [1, 2, 3] });
        return n.node('Mul', [scale, n.node('Sign', [weights])]);
      }),
    ],
    [
      'magnitudes that an exporter has rounded, as of (a·sign(w) − w) + w',
      weighted((n) =>
        n.constant(
          [6, 4, 3, 3],
          // The last bit of 0.3 in float32 is 2^-25.
          latent(n).map((value, k) => Math.sign(value) * (0.3 + (k % 3) * 2 ** -25)),
        ),
      ),
    ],
    [
      '-1, 0 and 1',
      weighted((n) =>
        n.constant(
          [6, 4, 3, 3],
          latent(n).map((value) => Math.sign(Math.round(value))),
        ),
      ),
    ],
  ])('%s make a binary convolution', async (_, build) => {
    const layers = await compareWithOnnxruntime(build);
    // Those of floats are the stem and the dense layer at the end.
    expect(layers.map(({ kind }) => kind).filter((kind) => kind.endsWith('conv2d'))).toEqual([
      'float-conv2d',
      'binary-conv2d',
      'float-conv2d',
    ]);
  });
});
