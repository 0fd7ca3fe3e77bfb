// Engines of other people that a board may have for its Python: which file each runs, and which package has it.

export interface ForeignTwin {
  /** As the report names it. */
  readonly engine: string;
  readonly label: string;
  readonly weightBits: number;
  /** In the export. */
  readonly file: string;
}

export interface ForeignEngine {
  /** As --engines names it, and run_engine.py. */
  readonly name: string;
  readonly twins: readonly ForeignTwin[];
  /** What a message tells the user to install. */
  readonly packages: readonly string[];
}

/** The scores that every twin has to give. */
export const SCORES = 'twin-scores.json';

export const FOREIGN_ENGINES = [
  {
    name: 'litert',
    twins: [{ engine: 'litert-int8', label: 'LiteRT int8', weightBits: 8, file: 'twin-int8.tflite' }],
    packages: ['ai-edge-litert', 'tflite-runtime'],
  },
  {
    name: 'onnxruntime',
    twins: [
      { engine: 'onnxruntime-int8', label: 'onnxruntime int8', weightBits: 8, file: 'twin-int8.onnx' },
      { engine: 'onnxruntime-float', label: 'onnxruntime float', weightBits: 32, file: 'twin-float.onnx' },
    ],
    packages: ['onnxruntime'],
  },
] as const satisfies readonly ForeignEngine[];
