import { CHART_BASE, chartCard, renderPage, seriesColor, type Chart } from '.';

const HOSTILE = `</script><script>alert("1")</script><img src='x'>&`;
const SHOWN = '&lt;/script&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=&#39;x&#39;&gt;&amp;';

const chart = (words: string): Chart => ({
  id: 'times',
  title: words,
  caption: words,
  height: 99.6,
  option: { ...CHART_BASE, series: [{ type: 'bar', name: words, data: [1] }] },
});

const page = (words: string): string =>
  renderPage({
    title: words,
    lead: words,
    style: 'h3 { color: red; }',
    main: chartCard(chart(words), words),
    footer: words,
    charts: [chart(words)],
  });

const PLAIN = { title: '', lead: '', style: '', main: '', footer: '', charts: [] };

test('texts are shown as they are, and are never markup', () => {
  // The charting library, which comes next, has markup of its own in its source.
  const [own] = page(HOSTILE).split('<script>');
  expect(own.match(/<(img|script)\b[^>]*>/g)).toEqual(['<script type="application/json" id="chart-data">']);
  expect(own.split(SHOWN)).toHaveLength(1 + 'title, h1, lead, h2, caption, footer'.split(',').length + 3);
});

test('the data of a chart come back as they were', () => {
  const [, json] = /id="chart-data">(.*?)<\/script>/s.exec(page(HOSTILE)) ?? [];
  expect(JSON.parse(json)).toEqual([{ id: 'times', option: chart(HOSTILE).option }]);
});

test('a page fetches nothing, and has four scripts: data, library, drawing and its own', () => {
  const html = page('plain');
  expect(html).toContain("default-src 'none'");
  expect(html.match(/<\/script>/g)).toHaveLength(4);
  expect(html.split('<script>')[0].match(/ (?:src|href)="[^"]*"/g)).toEqual([` href="data:,"`]);
});

test("a page's own style comes after the shared one", () => {
  expect(page('plain')).toMatch(/\.chart \{[^}]*\}.*h3 \{ color: red; \}<\/style>/s);
});

test("a page's own script comes after the drawing", () => {
  const html = renderPage({ ...PLAIN, charts: [chart('')], script: 'document.title = "</script>";' });
  expect(html.slice(html.lastIndexOf('<script>'))).toContain('<script>document.title = "<\\/script>";');
});

test('a page without charts has no library', () => {
  const html = renderPage({ ...PLAIN, footer: 'Made here.', script: 'document.title = "";' });
  expect(html).toContain('<footer>Made here.</footer>');
  expect(html.match(/<\/script>/g)).toHaveLength(1);
  expect(html.length).toBeLessThan(20_000);
});

test('the ninth series has the colour of the first', () => {
  expect([0, 7, 8].map(seriesColor)).toEqual(['var(--series-1)', 'var(--series-8)', 'var(--series-1)']);
});
