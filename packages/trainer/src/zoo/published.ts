// Networks that others have published for CIFAR-10, as points beside ours: only what their source says.
export interface Published {
  readonly name: string;
  /** Bits of weights and activations, as the source counts them. */
  readonly bits: string;
  /** Top-1, in percent. */
  readonly accuracy: number;
  /**
   * Bytes of the weights: as the source says, or else of the topology, binary ones as bits and all others as float32.
   */
  readonly nbytes: number;
  /** Multiply-adds of one image, counted on the plain topology: what a method adds to it is not in them. */
  readonly macs: number;
  /** Title and address. */
  readonly source: readonly [title: string, url: string];
}

/** ResNet-20: 267,264 binary weights, and 1,082 weights of the first and the last layer. */
const RESNET_20 = { nbytes: 267_264 / 8 + 4 * 1082, macs: 40_551_040 };

export const PUBLISHED: readonly Published[] = [
  {
    ...{ name: 'FracBNN', bits: '1 / 1.4', accuracy: 89.1, ...RESNET_20 },
    source: ['Zhang et al., arXiv:2012.12206', 'https://arxiv.org/abs/2012.12206'],
  },
  {
    ...{ name: 'IE-Net', bits: '1 / 1', accuracy: 88.5, ...RESNET_20 },
    source: ['Ding et al., Electronics 2022, 11(6), 937', 'https://doi.org/10.3390/electronics11060937'],
  },
  {
    ...{ name: 'IR-Net', bits: '1 / 1', accuracy: 86.5, ...RESNET_20 },
    source: ['Qin et al., arXiv:1909.10788', 'https://arxiv.org/abs/1909.10788'],
  },
  {
    // All of its 1,542,848 weights are binary.
    ...{ name: 'Brevitas CNV', bits: '1 / 1', accuracy: 84.22, nbytes: 1_542_848 / 8, macs: 59_461_376 },
    source: [
      'Brevitas, BNN-PYNQ examples',
      'https://github.com/Xilinx/brevitas/tree/master/src/brevitas_examples/bnn_pynq',
    ],
  },
  {
    // What its source requires, with the size that it states.
    ...{ name: 'ResNet-8 of MLPerf Tiny', bits: '8 / 8', accuracy: 85, nbytes: 96_000, macs: 12_501_632 },
    source: ['Banbury et al., arXiv:2106.07597', 'https://arxiv.org/abs/2106.07597'],
  },
];
