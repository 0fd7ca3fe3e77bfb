// The messages of an event file, as far as scalars need them: github.com/tensorflow/tensorboard,
// compat/proto/event.proto and summary.proto.
import { Field, Type } from 'protobufjs/light';

export interface Scalar {
  readonly tag: string;
  readonly value: number;
}

const value = new Type('Value').add(new Field('tag', 1, 'string')).add(new Field('simpleValue', 2, 'float'));
const summary = new Type('Summary').add(value).add(new Field('value', 1, 'Value', 'repeated'));
const event = new Type('Event')
  .add(summary)
  .add(new Field('wallTime', 1, 'double'))
  .add(new Field('step', 2, 'int64'))
  .add(new Field('fileVersion', 3, 'string'))
  .add(new Field('summary', 5, 'Summary'));

/** Seconds since 1970. */
const now = (): number => Date.now() / 1000;

/** Every event file starts with it. */
export const versionEvent = (): Uint8Array => event.encode({ wallTime: now(), fileVersion: 'brain.Event:2' }).finish();

export const scalarsEvent = (step: number, scalars: readonly Scalar[]): Uint8Array =>
  event
    .encode({
      wallTime: now(),
      step,
      summary: { value: scalars.map(({ tag, value: simpleValue }) => ({ tag, simpleValue })) },
    })
    .finish();
