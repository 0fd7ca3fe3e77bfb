/**
 * Sets of labelled images, read from a folder as it is.
 *
 * @module @bitplane/data
 */
export { readCifar10, TEST_FILE } from './cifar10';
export type { Dataset, ImageShape, LabelledImages, ReadOptions } from './dataset';
export { describeDataset } from './describe';
export { describeExport } from './exported';
export { imageNbytes, imagesInMemory, pickImages, recordsOf, sliceImages, toRecords } from './images';
export { dataFolder, readDataset } from './read-dataset';
export { readAgain, readingOf, type Reading } from './reading-again';
export { readTestImages, type TestImages, type Trained } from './test-images';
