// Files of TensorFlow Lite.
import { importBytes } from './read-file';

export const fuzz = (bytes: Uint8Array): void => importBytes('network.tflite', bytes, '(u8-128)/32');
