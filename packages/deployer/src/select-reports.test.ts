import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { writeReport } from './report/files';
import type { Report } from './report/schema';
import { selectReports, type Selection } from './select-reports';
import { aReport } from './test-support/report';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  process.env.BITPLANE_OUT = folder;
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  delete process.env.BITPLANE_OUT;
  jest.restoreAllMocks();
});

/** Written to out/reports; day is of the month in which it was made. */
function write(name: string, day: number, changes: Partial<Report> = {}): string {
  const file = join(folder, 'reports', `${name}.json`);
  writeReport(file, aReport({ created: `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`, ...changes }));
  return file;
}

const select = (changes: Partial<Selection> = {}): string[] =>
  selectReports({ paths: [], across: [], ...changes }).map(
    ({ created, host }) => `${host} ${Number(created.slice(8, 10))}`,
  );

const model = (name: string) => ({ model: { ...aReport().model, name } });
const threads = (count: number) => ({ benchmark: { ...aReport().benchmark, threads: count } });
const commit = (letter: string) => ({ program: { ...aReport().program, commit: letter.repeat(40) } });

test('takes one comparison out of the folder: the newest report of each measurement that is like the newest one', () => {
  write('a', 1);
  write('b', 2, { label: 'portable' });
  write('c', 3, model('tiny'));
  write('d', 4, threads(4));
  write('e', 5, { source: 'emulated' });
  write('f', 6);
  write('g', 7, { host: 'odroid' });
  expect(select()).toEqual(['pi 2', 'pi 6', 'odroid 7']);
  expect(select({ across: ['model'] })).toEqual(['pi 2', 'pi 3', 'pi 6', 'odroid 7']);
  expect(select({ across: ['threads', 'source'] })).toEqual(['pi 2', 'pi 4', 'pi 5', 'pi 6', 'odroid 7']);
});

test('takes the last reports of a host, oldest first', () => {
  for (const day of [3, 1, 2, 5]) write(`r${day}`, day, commit(String(day)));
  write('other', 4, { host: 'odroid' });
  expect(select({ host: 'pi', last: 3 })).toEqual(['pi 2', 'pi 3', 'pi 5']);
  expect(select({ last: 2 })).toEqual(['odroid 4', 'pi 5']);
  expect(() => select({ host: 'nanopi' })).toThrow(/of host nanopi .*deployer:push --host nanopi"/);
});

test('takes files in their order, folders and patterns by time', () => {
  const [b, a] = [write('b', 2), write('a', 1)];
  write('c', 3);
  expect(select({ paths: [b, a] })).toEqual(['pi 2', 'pi 1']);
  expect(select({ paths: [join(folder, 'reports')] })).toEqual(['pi 1', 'pi 2', 'pi 3']);
  expect(select({ paths: [join(folder, 'reports/[bc].json')] })).toEqual(['pi 2', 'pi 3']);
  expect(() => select({ paths: [join(folder, 'reports/x*.json')] })).toThrow('found none');
  expect(() => select({ paths: [join(folder, 'x.json')] })).toThrow('deployer:push');
});

test("leaves out a folder's files that are no reports, and says so", () => {
  write('a', 1);
  writeFileSync(join(folder, 'reports/other.json'), '{}');
  expect(select()).toEqual(['pi 1']);
  expect(console.log).toHaveBeenCalledWith(expect.stringMatching(/^note: left out .*other\.json: expected a report/));
  expect(() => select({ paths: [join(folder, 'reports/other.json')] })).toThrow('expected a report');
});

test.each<[string, Partial<Report>, string]>([
  ['model', model('tiny'), '"reference", "tiny"'],
  ['threads', threads(4), '"1", "4"'],
  ['source', { source: 'icount' }, '"board", "icount"'],
])('rejects reports that differ in %s, unless told', (name, changes, words) => {
  const paths = [write('a', 1), write('b', 2, changes)];
  expect(() => select({ paths })).toThrow(`expected reports of one ${name}, got ${words}`);
  expect(() => select({ paths })).toThrow(`--across ${name}`);
  expect(select({ paths, across: [name as 'model'] })).toHaveLength(2);
});

test.each([['b.json'], ['portable'], ['odroid'], ['bbbbbbb']])('puts the baseline "%s" first', (baseline) => {
  const paths = [write('a', 1), write('b', 2, { label: 'portable', host: 'odroid', ...commit('b') }), write('c', 3)];
  expect(select({ paths, baseline })).toEqual(['odroid 2', 'pi 1', 'pi 3']);
});

test('names the reports where the baseline is none of them', () => {
  expect(() => select({ paths: [write('a', 1)], baseline: 'bbb' })).toThrow('got "bbb": they are a.json');
});
