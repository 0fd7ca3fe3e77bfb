import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inferTypes, randomModel, readModel, type Model } from '@bitplane/model';
import { makeReport } from '../report';
import { arcs } from './arcs';
import { exportPage } from './page';

const inZoo = (name: string): Model => {
  const file = join(__dirname, '../../../../../zoo', name, 'model.bpm');
  return readModel(readFileSync(file), file);
};

const pageOf = (model: Model): string => {
  const goldenImages = { count: 1, from: 'a seed' };
  return exportPage(makeReport({ imported: model, model, files: new Map(), data: null, goldenImages }), model);
};

test('shows every layer with what it was made from, and every byte of its parameters', () => {
  const model = inZoo('resnet-20');
  const html = pageOf(model);
  for (const { name } of model.layers) expect(html).toContain(`>${name}<small>`);
  expect(html.match(/<li><span title/g)).toHaveLength(model.layers.length);
});

test('has a colour for whatever layers make', () => {
  const made = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const model = randomModel(seed);
    const types = [...inferTypes(model).values()].slice(1);
    const html = pageOf(model);
    for (const { element } of types) {
      expect(html).toMatch(new RegExp(`circle\\.${element} \\{`));
      expect(html).toContain(`</i>${element}`);
      made.add(element);
    }
  }
  expect([...made].sort()).toEqual(['bits', 'float32', 'int32', 'uint8']);
});

test('names in the network are never markup', () => {
  const { layers, ...rest } = inZoo('reference');
  const last = { ...layers.at(-1)!, name: '<img src=x>' };
  const [own] = pageOf({ ...rest, name: '<b>', layers: [...layers.slice(0, -1), last] }).split('<script>');
  expect(own).toContain('&lt;img src=x&gt;');
  expect(own).not.toMatch(/<img/);
});

test('arcs that overlap are drawn beside each other', () => {
  const row = (...reads: number[]) => ({ reads, element: 'bits' });
  const apart = arcs([row(), row(0), row(1, 0), row(2), row(3, 2)]);
  const nested = arcs([row(), row(0), row(1, 0), row(2, 0)]);
  const lefts = (svg: string) =>
    new Set([...svg.matchAll(/class="skip" d="M\d+ \d+C(-?\d+)/g)].map(([, left]) => left));
  expect([lefts(apart).size, lefts(nested).size]).toEqual([1, 2]);
});
