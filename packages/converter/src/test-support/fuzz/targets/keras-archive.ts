// Archives of Keras 3, with HDF5 inside.
import { importBytes } from './read-file';

export const fuzz = (bytes: Uint8Array): void => importBytes('network.keras', bytes, 'u8/255');
