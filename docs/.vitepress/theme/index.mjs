// VitePress's own theme, with charts of the records below the page of the benchmarks.
import { useData } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineComponent, h } from 'vue';
import { BenchmarkCharts } from './benchmark-charts.mjs';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: defineComponent(() => {
    const { page } = useData();
    const charts = () => (page.value.filePath === 'docs/benchmarks.md' ? h(BenchmarkCharts) : null);
    return () => h(DefaultTheme.Layout, null, { 'doc-after': charts });
  }),
};
