// What folders of training, validation and test images are called.

export const SET_NAMES = ['train', 'validation', 'test'] as const;
export type SetName = (typeof SET_NAMES)[number];

const WORDS: Readonly<Record<SetName, readonly string[]>> = {
  train: ['train', 'training', 'trainset', 'trainval'],
  validation: ['val', 'valid', 'validation', 'valset'],
  test: ['test', 'testing', 'testset', 'eval', 'evaluation'],
};

/**
 * The set that a name speaks of, in any case and with other words around it: "Train", "seg_train", "val2017",
 * "training_set", "TestImages". Null for a name that speaks of none, or of several.
 */
export function setNamed(name: string): SetName | null {
  const words = name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
  const sets = SET_NAMES.filter((set) => WORDS[set].some((word) => words.includes(word)));
  return sets.length === 1 ? sets[0] : null;
}
