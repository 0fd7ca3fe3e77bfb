// The networks of the zoo, as files of the page, the most accurate one first.

export interface ZooNetwork {
  readonly name: string;
  readonly url: string;
  /** Per cent of CIFAR-10's test images. */
  readonly accuracy: number;
  readonly nbytes: number;
}

/** Scores of the zoo's networks; their files hold no names. */
export const CIFAR10_CLASSES: readonly string[] = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship', 'truck'],
];

interface Card {
  readonly name: string;
  readonly accuracy: number;
  readonly bytes: { readonly file: number };
}

const urls = import.meta.glob<string>('../../../zoo/*/model.bpm', { query: '?url', import: 'default', eager: true });
const cards = import.meta.glob<Card>('../../../zoo/*/card.json', { import: 'default', eager: true });

export const ZOO: readonly ZooNetwork[] = Object.entries(cards)
  .map(([path, { name, accuracy, bytes }]) => ({
    ...{ name, accuracy, nbytes: bytes.file },
    url: urls[path.replace('card.json', 'model.bpm')],
  }))
  .sort((a, b) => b.accuracy - a.accuracy);
