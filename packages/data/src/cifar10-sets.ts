// The sets of images that the trainer accepts, by the SHA-256 of their files' bytes in the order data_batch_1.bin …,
// test_batch.bin.

export interface KnownSet {
  readonly name: string;
  readonly sha256: string;
}

export const KNOWN_SETS: readonly KnownSet[] = [
  // The official binary version: 50,000 + 10,000 images.
  { name: 'CIFAR-10', sha256: '013ba16d14ecc4829da62bf2af648ca30f600491ecb3e7f329c827db0dd17522' },
  // test/data/cifar10-slice of this repository: 400 + 200 of its images, for tests without a download.
  { name: 'CIFAR-10 slice', sha256: 'f427e99e74dbd94fa4f9e56500b9173e28409ac3108ccd66ccbe8073ee42ad7e' },
];
