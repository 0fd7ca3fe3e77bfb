// What tests of --live need: a picture whose scores are known, and the page's events.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGolden, type Tensor } from '@bitplane/model';
import type { LiveEvent } from '../live/live';
import { vectors } from './pushed-model';

const golden = readGolden(readFileSync(join(vectors('random-166'), 'golden.bpv')));
const [input, logits] = [golden.images[0][0], golden.images[0].at(-1)!];

export const { height: HEIGHT, width: WIDTH }: Tensor = input;

/** Of image 0 of the golden vectors. */
export const PICTURE = Buffer.concat([
  Buffer.from(`P6 ${WIDTH} ${HEIGHT} 255\n`),
  Buffer.from(input.data as Uint8Array),
]);

/** Of that picture. */
export const SCORES = Float32Array.from(logits.data as Float32Array);

/** Once the command has printed it. */
export async function addressIn(printed: readonly string[]): Promise<string> {
  for (;;) {
    const line = printed.find((text) => text.startsWith('page: '));
    if (line !== undefined) return line.slice('page: '.length);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The page's events until one is as wanted. */
export async function eventsUntil(address: string, isLast: (event: LiveEvent) => boolean): Promise<LiveEvent[]> {
  const response = await fetch(address.replace('/?', '/events?'));
  const events: LiveEvent[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks.filter((each) => each.startsWith('data: '))) {
      events.push(JSON.parse(block.slice('data: '.length)) as LiveEvent);
      if (isLast(events.at(-1)!)) return events;
    }
  }
  throw new Error('the events have ended');
}

/** Whether an event shows that file of the folder `pictures`. */
export const isFile = (name: string) => (event: LiveEvent) => 'file' in event && event.file === `pictures/${name}`;

export function scoresOf(event: LiveEvent): Float32Array {
  if (!('scores' in event)) throw new Error('expected a picture');
  return Float32Array.from(event.scores, ({ score }) => score!);
}
