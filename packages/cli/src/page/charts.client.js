// Runs in the page: draws the charts, again when the window's width or the colour scheme changes. `echarts` stands
// before it.
/* global document, echarts, getComputedStyle, matchMedia, ResizeObserver */
(() => {
  const charts = JSON.parse(document.getElementById('chart-data').textContent);
  const drawn = charts.map(({ id, option }) => ({
    chart: echarts.init(document.getElementById(id), null, { renderer: 'svg' }),
    option,
  }));

  // Options name colours as CSS does; ECharts wants their values.
  const withColors = (value, style) => {
    if (typeof value === 'string') {
      const name = /^var\((--[\w-]+)\)$/.exec(value);
      if (name) return style.getPropertyValue(name[1]).trim();
      return value === 'inherit' ? style.fontFamily : value;
    }
    if (Array.isArray(value)) return value.map((item) => withColors(item, style));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withColors(item, style)]));
  };
  // JSON has no functions: the numbers of a tooltip over a whole axis are cut to four digits here.
  const short = (value) => String(Number(Number(value).toPrecision(4)));
  const shortNumbers = {
    tooltip: { valueFormatter: short },
    xAxis: { axisPointer: { label: { formatter: ({ value }) => short(value) } } },
  };
  const draw = () => {
    const style = getComputedStyle(document.body);
    for (const { chart, option } of drawn) {
      chart.setOption(withColors(option, style), true);
      if (option.tooltip?.trigger === 'axis') chart.setOption(shortNumbers);
    }
  };

  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  const observer = new ResizeObserver(() => drawn.forEach(({ chart }) => chart.resize()));
  drawn.forEach(({ chart }) => observer.observe(chart.getDom()));
})();
