// SOFTMAX and LOG_SOFTMAX at the end: left out, since the scores have the same order without.
import type { OperatorSource } from '../operator-source';
import { numbersOf } from '../values/forms';
import { valueOf, type Value } from '../values/value';

export function importSoftmax(source: OperatorSource): Value {
  if (!source.isLast) {
    source.reject('it at the end of the network, where it can be left out', 'operators that read it', 'leave it out');
  }
  source.note('left out: the scores are those before it, in the same order');
  const input = source.value(0);
  const { name, shape, layout } = input;
  const forms = { numbers: numbersOf(source.net, input) };
  return valueOf({ name, shape, layout, forms, isBeforeSoftmax: true });
}
