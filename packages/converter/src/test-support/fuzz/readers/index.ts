// All readers of files that people get from others.
import type { FuzzedReader } from '../reader';
import { BPM } from './bpm';
import { KERAS_ARCHIVE, KERAS_H5 } from './keras';
import { LAYERS_MODEL } from './layers-model';
import { ONNX } from './onnx';
import { SAVED_MODEL } from './saved-model';
import { TFLITE } from './tflite';

export const READERS: readonly FuzzedReader[] = [BPM, ONNX, TFLITE, KERAS_H5, KERAS_ARCHIVE, LAYERS_MODEL, SAVED_MODEL];
