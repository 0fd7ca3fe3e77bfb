// Activations as files hold them: bits packed, numbers little-endian.
import { packBits, packedRowNbytes, unpackBits } from '../bits';
import { numElements, type Tensor, type TensorOf, type TensorType } from '../tensor';
import type { StoredElement } from './constants';
import { bytesOf, numberNbytes, numbersOf } from './typed-bytes';

export type StoredType = TensorType & { readonly element: StoredElement };
export type StoredTensor = TensorOf<StoredElement>;

/** Whether files can hold the elements: everything but float64. */
export const isStored = (tensor: Tensor): tensor is StoredTensor => tensor.element !== 'float64';

export function tensorNbytes(type: StoredType): number {
  if (type.element === 'bits') return type.height * type.width * packedRowNbytes(type.channels);
  return numElements(type) * numberNbytes(type.element);
}

export const tensorBytes = (tensor: StoredTensor): Uint8Array =>
  tensor.element === 'bits' ? packBits(tensor.data, tensor.channels) : bytesOf(tensor.data);

/** The tensor in `bytes`, copied. bytes: tensorNbytes(type) of them. Throws E_VALUE for a set padding bit. */
export function tensorFrom({ element, height, width, channels }: StoredType, bytes: Uint8Array): StoredTensor {
  const data = element === 'bits' ? unpackBits(bytes, channels) : numbersOf(element, bytes);
  return { element, height, width, channels, data } as StoredTensor;
}
