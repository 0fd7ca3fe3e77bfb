// The page of a network on the Hugging Face hub: what the hub reads, as front matter, then what people read.
import type { ZooCard } from './card';
import { cardText } from './pages';

/** CIFAR-10 in the hub's list of data sets. */
const DATASET = 'uoft-cs/cifar10';

/** README.md: huggingface.co/docs/hub/model-cards has the fields of the front matter. */
export const hubPage = (card: ZooCard): string =>
  ['---', ...frontMatter(card), '---', '', ...cardText(card), ...use(card)].join('\n');

/** A value is JSON, which YAML takes as it is. */
function frontMatter({ name, weightBits, correct, images }: ZooCard): string[] {
  const fields = {
    license: 'mit',
    library_name: 'bitplane',
    pipeline_tag: 'image-classification',
    tags: ['binary-neural-network', 'quantization', `${weightBits}-bit`, 'onnx', 'cifar10', 'embedded'],
    datasets: [DATASET],
    metrics: ['accuracy'],
    'model-index': [
      {
        name,
        results: [
          {
            task: { type: 'image-classification', name: 'Image classification' },
            dataset: { type: DATASET, name: 'CIFAR-10', split: 'test' },
            metrics: [{ type: 'accuracy', value: correct / images, name: 'top-1 accuracy' }],
          },
        ],
      },
    ],
  };
  return Object.entries(fields).map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
}

const use = ({ file }: ZooCard): string[] => [
  '## Files',
  '',
  `\`${file}\` is for Bitplane's C runtime, \`model.onnx\` gives the same scores in onnxruntime, and`,
  '`model.safetensors` has the float32 weights that training had, latent ones among them: to train on from, by `--from`.',
  '',
  '```python',
  'import numpy, onnxruntime',
  '',
  'images = numpy.zeros([1, 32, 32, 3], numpy.uint8)  # RGB, row by row',
  'scores = onnxruntime.InferenceSession("model.onnx").run(["logits"], {"input": images})[0]',
  '```',
  '',
];
