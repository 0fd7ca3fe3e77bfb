// An exported network as one HTML page: its graph, what was folded where, bytes and products.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartCard, escapeHtml, renderPage, tileList } from '@bitplane/cli';
import { describeType, inferTypes, INPUT, type Model, type TensorType } from '@bitplane/model';
import type { ExportReport, LayerReport } from '../report';
import { thresholdText } from '../summarize-threshold';
import { arcs } from './arcs';
import { chartsOf } from './charts';

/** model: the network that the report is about. */
export function exportPage(report: ExportReport, model: Model): string {
  const charts = chartsOf(report);
  const { height, width, channels } = report.input;
  return renderPage({
    title: `Network “${report.network}”`,
    lead: `${report.layers.length} layers, images of ${height}×${width}×${channels}`,
    style: readFileSync(join(__dirname, 'style.css'), 'utf8'),
    main: `${tileList(figuresOf(report))}
<section class="card"><h2>Graph</h2><p class="caption">From the image down to the scores; arcs skip layers. Small text: the trained layers that each stands for.</p>
${graph(report, model)}</section>
${charts.map((chart) => chartCard(chart, 'The list of layers has the same numbers.')).join('\n')}`,
    footer: 'Made by bitplane-converter export --html.',
    charts,
  });
}

const figuresOf = ({ bytes, binaryMacs, integerMacs, binaryWeights }: ExportReport): [string, string][] => [
  [`${(bytes.file / 1000).toFixed(1)} kB`, 'model.bpm'],
  [`${(bytes.float32 / bytes.file).toFixed(1)} ×`, 'smaller than in float32'],
  [millions(binaryWeights), 'binary weights'],
  [millions(binaryMacs), 'binary products an image'],
  [millions(integerMacs), 'products of 8 bits and more'],
];

const millions = (count: number): string => `${(count / 1e6).toFixed(2)} M`;

const LEGEND = [
  ['bits', '--series-1'],
  ['int32', '--series-2'],
  ['float32', '--series-3'],
  ['uint8', '--series-4'],
];

function graph({ layers }: ExportReport, model: Model): string {
  const types = inferTypes(model);
  const rowOf = new Map([...types.keys()].map((name, row) => [name, row]));
  const readsOf = new Map(model.layers.map(({ name, inputs }) => [name, inputs.map((input) => rowOf.get(input)!)]));
  const rows = [...types].map(([name, { element }]) => ({ reads: readsOf.get(name) ?? [], element }));
  const items = layers.map((layer) => item(layer, types.get(layer.name)!));
  const head = `<li><b>${INPUT}</b><span>image</span><span>${describeType(types.get(INPUT)!)}</span><span class="number">bytes</span><span class="number">products</span></li>`;
  const legend = LEGEND.map(([name, color]) => `<i style="background:var(${color})"></i>${name}`).join('');
  return `<div class="scroll"><div class="graph">${arcs(rows)}<ol>${head}${items.join('')}</ol></div></div>
<p class="legend">What a layer makes:${legend}</p>`;
}

function item(layer: LayerReport, type: TensorType): string {
  const { name, kind, detail, from, threshold, binaryMacs, integerMacs } = layer;
  const nbytes = layer.weightBytes + layer.thresholdBytes + layer.otherBytes + layer.paddingBytes;
  const more = detail ?? (threshold === undefined ? '' : thresholdText(threshold).replaceAll('\n', ' '));
  const cell = (text: string, small: string): string => {
    const title = escapeHtml(small === '' ? text : `${text}: ${small}`);
    return `<span title="${title}">${escapeHtml(text)}<small>${escapeHtml(small)}</small></span>`;
  };
  const count = (value: number): string =>
    `<span class="number">${value === 0 ? '' : value.toLocaleString('en')}</span>`;
  return `<li>${cell(name, from.join(', '))}${cell(kind, more)}${cell(describeType(type), '')}${count(nbytes)}${count(binaryMacs + integerMacs)}</li>`;
}
