// `.bpm` files.
import { readModel } from '@bitplane/model';
import { orRejection } from './read-file';

export const fuzz = (bytes: Uint8Array): void => orRejection(() => readModel(bytes));
