import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inferTypes } from '../../interpreter';
import { randomModel } from '../../random-model/random-model';
import type { TensorType } from '../../tensor';
import { recordOf, recordWithCode } from './index';

/** What the ops of runtime-c say, which its test `kinds` holds to the same file. */
const KINDS = JSON.parse(readFileSync(join(__dirname, '../../../../../test/kinds.json'), 'utf8')) as Record<
  string,
  { readonly code: number }
>;

/** Of every kind that random models have: how many inputs, attributes and sections its layers have. */
function countsByKind(): Map<string, { inputs: number; attributes: number; sections: number }> {
  const counts = new Map<string, { inputs: number; attributes: number; sections: number }>();
  for (let seed = 0; seed < 200 && counts.size < Object.keys(KINDS).length; seed++) {
    const model = randomModel(seed);
    const types = inferTypes(model);
    for (const layer of model.layers) {
      const inputs = layer.inputs.map((name) => types.get(name) as TensorType);
      const { attributes, sections } = recordOf(layer, inputs, types.get(layer.name) as TensorType).encode(
        layer,
        inputs[0],
      );
      counts.set(layer.kind, { inputs: inputs.length, attributes: attributes.length, sections: sections.length });
    }
  }
  return counts;
}

test('codes, elements and counts of every kind are those of the C runtime', () => {
  const counts = countsByKind();
  const records = Object.values(KINDS).map(({ code }) => recordWithCode(code));
  const got = records.map((record) => [
    record?.kind,
    {
      code: record?.code,
      from: record?.inputs.join(', '),
      to: record?.outputs.join(', '),
      ...counts.get(record?.kind ?? ''),
    },
  ]);
  expect(Object.fromEntries(got)).toEqual(KINDS);
});

test('there is no kind that the C runtime does not have', () => {
  const codes = Object.values(KINDS).map(({ code }) => code);
  const unknown = Array.from({ length: 256 }, (_, code) => code).filter((code) => !codes.includes(code));
  expect(unknown.map(recordWithCode)).toEqual(unknown.map(() => undefined));
});
