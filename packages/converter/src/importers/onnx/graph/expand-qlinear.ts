// QLinearConv, as onnxruntime's static quantisation writes it, in the nodes that define it:
// y = QuantizeLinear(Conv(DequantizeLinear(x), DequantizeLinear(w), DequantizeLinear(b))), where the bias is int32 in
// units of the input's scale times the filter's scale, without a zero point.
import { isStandardDomain } from '../file/read-model';
import type { AttributeProto, NodeProto } from '../proto/messages';

const INT = 2;
const AXIS_OF_FILTERS: AttributeProto = {
  ...{ name: 'axis', type: INT, refAttrName: '', i: 0, f: 0 },
  ...{ s: new Uint8Array(), floats: [], ints: [], strings: [] },
};

/** The nodes themselves, or those that they stand for; tensors between these are called after the output. */
export function expandQLinear(nodes: readonly NodeProto[]): readonly NodeProto[] {
  return nodes.flatMap((node) => (isQLinearConv(node) ? expandConv(node) : [node]));
}

const isQLinearConv = ({ opType, domain }: NodeProto): boolean => opType === 'QLinearConv' && isStandardDomain(domain);

function expandConv(node: NodeProto): NodeProto[] {
  const [x = '', xScale = '', xZero = '', w = '', wScale = '', wZero = '', yScale = '', yZero = '', bias = ''] =
    node.input;
  const { name, output, attribute, domain } = node;
  const inner = (what: string): string => `${output[0]}/qlinear-${what}`;
  const make = (opType: string, input: string[], made: string, own: readonly AttributeProto[] = []): NodeProto => ({
    ...{ name, opType, domain, input, output: [made], attribute: own },
  });
  const scaledBias =
    bias === ''
      ? []
      : [
          make('Mul', [xScale, wScale], inner('bias-scale')),
          make('DequantizeLinear', [bias, inner('bias-scale')], inner('bias'), [AXIS_OF_FILTERS]),
        ];
  const conv = [inner('input'), inner('weights'), ...(bias === '' ? [] : [inner('bias')])];
  return [
    make('DequantizeLinear', [x, xScale, xZero], inner('input')),
    make('DequantizeLinear', [w, wScale, wZero], inner('weights'), [AXIS_OF_FILTERS]),
    ...scaledBias,
    make('Conv', conv, inner('sums'), attribute),
    make('QuantizeLinear', [inner('sums'), yScale, yZero], output[0]),
  ];
}
