// How often an ONNX network is right about images, in onnxruntime.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { imageNbytes, type LabelledImages } from '@bitplane/data';

const BATCH = 100;

/** model: from uint8 [N, H, W, C], called input, to scores [N, classes], called logits. */
export async function countCorrect(model: string, images: LabelledImages): Promise<number> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const { count, height, width, channels, labels } = images;
  const size = imageNbytes(images);
  let correct = 0;
  for (let begin = 0; begin < count; begin += BATCH) {
    const n = Math.min(BATCH, count - begin);
    const data = new Uint8Array(n * size);
    for (let k = 0; k < n; k++) images.read(begin + k, data.subarray(k * size));
    const { logits } = await session.run({ input: new Tensor('uint8', data, [n, height, width, channels]) });
    const scores = logits.data as Float32Array;
    const classes = scores.length / n;
    for (let k = 0; k < n; k++) {
      const own = scores.subarray(k * classes, (k + 1) * classes);
      if (own.indexOf(own.reduce((max, score) => Math.max(max, score))) === labels[begin + k]) correct++;
    }
  }
  await session.release();
  return correct;
}
