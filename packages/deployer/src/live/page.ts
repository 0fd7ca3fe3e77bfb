// The page of push --live: it is filled by its script.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeHtml, renderPage } from '@bitplane/cli';
import type { Source } from '../report/schema';

export interface LivePage {
  readonly network: string;
  readonly host: string;
  readonly from: string;
  readonly source: Source;
}

export const livePage = ({ network, host, from, source }: LivePage): string =>
  renderPage({
    title: `Network “${network}” live`,
    lead: `${from} of ${host}, classified there picture by picture.`,
    style: read('style.css'),
    main: `${source === 'board' ? '' : `<p class="emulated" id="emulated">${escapeHtml(HIDDEN_TIMES[source] ?? source)}</p>`}
<div class="live">
<section class="card"><h2>Picture</h2>
<canvas id="picture" role="img" aria-label="No picture yet"></canvas>
<p class="caption" id="file">No picture yet.</p>
</section>
<section class="card"><h2>Class</h2>
<p class="class" id="class" aria-live="polite">–</p>
<table><caption>Best scores; shares are the softmax of all scores</caption>
<thead><tr><th scope="col">Class</th><th scope="col">Share</th><th scope="col">Score</th></tr></thead>
<tbody id="scores"></tbody></table>
</section>
<section class="card"><h2>Time</h2>
<dl><dt>This picture</dt><dd id="time">–</dd><dt>Median</dt><dd id="median">–</dd><dt>Pictures per second</dt><dd id="fps">–</dd><dt>Pictures</dt><dd id="frames">0</dd></dl>
<p><button type="button" id="pause" aria-pressed="false">Pause</button></p>
<p class="caption" id="state" role="status">Connecting …</p>
</section>
</div>`,
    footer: 'Made by bitplane-deployer push --live.',
    charts: [],
    script: read('live.client.js'),
    asksServer: true,
  });

const HIDDEN_TIMES: Partial<Record<Source, string>> = {
  emulated: 'This board is emulated: its times say nothing about a real one and are not shown.',
  icount: 'This board is emulated, its clock counts instructions: times are not shown.',
};

const read = (name: string): string => readFileSync(join(__dirname, name), 'utf8');
