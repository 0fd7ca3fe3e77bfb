// The networks of the proof, and the Python packages that write each.

/** A set of Python packages: the set-up step of that name installs it. */
export type PythonTools = 'larq' | 'brevitas';

export interface ProofNetwork {
  readonly name: string;
  readonly tools: PythonTools;
  /** What is timed beside ours, by the names of python/time_<tools>.py. */
  readonly peers: readonly Peer[];
}

export interface Peer {
  readonly name: string;
  readonly runtime: string;
  /** The ending of the file that it runs; null where it runs the network as it was built. */
  readonly file: string | null;
}

const LARQ_PEERS: readonly Peer[] = [
  { name: 'Larq Compute Engine', runtime: 'lce', file: '.tflite' },
  { name: 'TensorFlow Lite, float', runtime: 'tflite', file: null },
  { name: 'Keras', runtime: 'keras', file: null },
];
const PYTORCH: Peer = { name: 'PyTorch', runtime: 'torch', file: null };
const onnxruntime = (file: string): Peer => ({ name: 'onnxruntime', runtime: 'onnxruntime', file });

const larq = (name: string): ProofNetwork => ({ name, tools: 'larq', peers: LARQ_PEERS });
const brevitas = (name: string, ...others: readonly Peer[]): ProofNetwork => ({
  ...{ name, tools: 'brevitas', peers: [...others, PYTORCH] },
});

export const NETWORKS: readonly ProofNetwork[] = [
  larq('quicknet'),
  larq('binary-net'),
  larq('bireal-net'),
  brevitas('cnv-1w1a'),
  brevitas('cnv-1w2a'),
  brevitas('cnv-2w2a', onnxruntime('qcdq.onnx')),
  brevitas('tfc-1w1a'),
  brevitas('tfc-1w2a'),
  brevitas('tfc-2w2a', onnxruntime('qcdq.onnx')),
  brevitas('react-net', onnxruntime('torchscript.onnx')),
  brevitas('padded-with-0'),
  brevitas('padded-with-minus-1'),
  brevitas('padded-with-plus-1'),
];
