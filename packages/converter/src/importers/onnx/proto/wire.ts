// In which fields of ONNX's messages others are nested, so that a file's bounds are checked before it is decoded.
import { requireBounded, type Message } from '../../protobuf/bounded-message';

const LEAF: Message = { fields: {} };
const TENSOR: Message = { fields: { 13: () => LEAF, 16: () => LEAF }, lists: { 1: 1, 4: 4, 5: 1, 7: 1, 10: 8, 11: 1 } };
const SPARSE_TENSOR: Message = { fields: { 1: () => TENSOR, 2: () => TENSOR }, lists: { 3: 1 } };
const SHAPE: Message = { fields: { 1: () => LEAF } };
const TYPE_OF_ELEMENTS: Message = { fields: { 1: () => TYPE, 2: () => TYPE } };
const TYPE: Message = {
  fields: {
    1: () => ({ fields: { 2: () => SHAPE } }),
    4: () => TYPE_OF_ELEMENTS,
    5: () => TYPE_OF_ELEMENTS,
    8: () => ({ fields: { 2: () => SHAPE } }),
    9: () => TYPE_OF_ELEMENTS,
  },
};
const VALUE_INFO: Message = { fields: { 2: () => TYPE, 4: () => LEAF } };
const ATTRIBUTE: Message = {
  fields: {
    ...{ 5: () => TENSOR, 6: () => GRAPH, 10: () => TENSOR, 11: () => GRAPH },
    ...{ 14: () => TYPE, 15: () => TYPE, 22: () => SPARSE_TENSOR, 23: () => SPARSE_TENSOR },
  },
  lists: { 7: 4, 8: 1 },
};
const NODE: Message = { fields: { 5: () => ATTRIBUTE, 9: () => LEAF, 10: () => LEAF } };
const GRAPH: Message = {
  fields: {
    ...{ 1: () => NODE, 5: () => TENSOR, 11: () => VALUE_INFO, 12: () => VALUE_INFO, 13: () => VALUE_INFO },
    ...{ 14: () => ({ fields: { 2: () => LEAF } }), 15: () => SPARSE_TENSOR, 16: () => LEAF },
  },
};
const FUNCTION: Message = { fields: { 7: () => NODE, 9: () => LEAF, 11: () => ATTRIBUTE, 12: () => VALUE_INFO } };
const MODEL: Message = {
  fields: {
    ...{ 7: () => GRAPH, 8: () => LEAF, 14: () => LEAF, 25: () => FUNCTION, 26: () => LEAF },
    20: () => ({ fields: { 1: () => GRAPH, 2: () => GRAPH } }),
  },
};

/** Throws what requireBounded throws. */
export const requireBoundedModel = (name: string, bytes: Uint8Array): void =>
  requireBounded({ name, advice: 'the file is damaged or no ONNX model: export it again' }, bytes, MODEL);
