// ONNX files.
import { importBytes } from './read-file';

export const fuzz = (bytes: Uint8Array): void => importBytes('network.onnx', bytes, 'u8/255');
