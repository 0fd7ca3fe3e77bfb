// One convolution of floats as a graph of its own, as onnxruntime runs it fastest: NCHW, any number of threads its
// session says.
import { onnx } from 'onnx-proto';

/** A square image, padded by half the window's size, as bench/float_bench.c has it. */
export interface FloatLayer {
  readonly side: number;
  readonly channels: number;
  readonly filters: number;
  readonly size: number;
  readonly stride: number;
  readonly groups: number;
}

/** The bytes of an ONNX file with one Conv and a bias. */
export function convGraph({ side, channels, filters, size, stride, groups }: FloatLayer): Uint8Array {
  const floats = (name: string, dims: readonly number[]): onnx.ITensorProto => {
    const values = Float32Array.from(
      { length: dims.reduce((product, extent) => product * extent, 1) },
      (_, k) => ((k * 37) & 255) / 256 - 0.5,
    );
    return { name, dims: [...dims], dataType: onnx.TensorProto.DataType.FLOAT, rawData: new Uint8Array(values.buffer) };
  };
  const port = (name: string, dims: readonly number[]): onnx.IValueInfoProto => ({
    name,
    type: {
      tensorType: {
        elemType: onnx.TensorProto.DataType.FLOAT,
        shape: { dim: dims.map((dimValue) => ({ dimValue })) },
      },
    },
  });
  const pad = Math.floor(size / 2);
  const output = Math.floor((side + 2 * pad - size) / stride) + 1;
  const { INTS, INT } = onnx.AttributeProto.AttributeType;
  const attribute = [
    { name: 'kernel_shape', type: INTS, ints: [size, size] },
    { name: 'strides', type: INTS, ints: [stride, stride] },
    { name: 'pads', type: INTS, ints: [pad, pad, pad, pad] },
    { name: 'group', type: INT, i: groups },
  ];
  return onnx.ModelProto.encode({
    irVersion: onnx.Version.IR_VERSION,
    opsetImport: [{ domain: '', version: 18 }],
    graph: {
      name: 'conv',
      node: [{ opType: 'Conv', input: ['x', 'w', 'b'], output: ['y'], attribute }],
      initializer: [floats('w', [filters, channels / groups, size, size]), floats('b', [filters])],
      input: [port('x', [1, channels, side, side])],
      output: [port('y', [1, filters, output, output])],
    },
  }).finish();
}
