// push --live: what the board makes of each picture, line by line over SSH, on a page of this computer.
import type { OpenBoard } from '../board/open';
import { liveOnBoard, type RunSettings } from '../board/program';
import type { LiveFrame, LiveLine } from '../board/program-output';
import { HEADERS, startPageServer, type Answer } from '../page-server';
import type { Source } from '../report/schema';
import { livePage } from './page';
import { summarizeTimes } from '../report/statistics';

export const DEFAULT_CAMERA = '/dev/video0';

export interface LiveOptions {
  /** On the board. */
  readonly model: string;
  readonly from: string;
  readonly network: string;
  readonly source: Source;
}

/** What the page gets: times are null where they are not a board's. */
export type LiveEvent =
  | (Omit<LiveFrame, 'ns'> & {
      readonly ns: number | null;
      readonly median_ns: number | null;
      readonly fps: number | null;
    })
  | Exclude<LiveLine, LiveFrame>;

const WINDOW = 101;

/**
 * Serves the page until the user wants an end, and prints its address. Throws what liveOnBoard throws; nothing is left
 * on the board but what push has put there.
 */
export async function showLive(board: OpenBoard, options: LiveOptions, settings: RunSettings): Promise<void> {
  const { model, from, network, source } = options;
  const viewers = new Set<Parameters<Answer>[1]>();
  const newest = new Map<string, string>();
  const page = livePage({ network, host: board.host, from, source });
  const server = await startPageServer(
    0,
    new Map<string, Answer>([
      ['/', (send) => send('text/html', page)],
      [
        '/events',
        (_, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream', ...HEADERS });
          response.write(`retry: 1000\n\n${[...newest.values()].join('')}`);
          viewers.add(response);
          response.on('close', () => viewers.delete(response));
        },
      ],
    ]),
  );
  const addTimes = timekeeper(source);
  try {
    console.log(`live: ${from} of ${board.host}; Ctrl-C ends it`);
    console.log(`page: ${server.address}`);
    await liveOnBoard(
      board,
      {
        model,
        from,
        onLine: (line) => {
          if ('skipped' in line) console.log(`skipped: ${line.skipped}: ${line.reason}`);
          const text = `data: ${JSON.stringify('frame' in line ? addTimes(line) : line)}\n\n`;
          newest.set('frame' in line ? 'frame' : 'skipped' in line ? 'skipped' : 'start', text);
          // A viewer that does not keep up misses pictures instead of filling this computer's memory.
          for (const viewer of viewers) if (!viewer.writableNeedDrain) viewer.write(text);
        },
      },
      settings,
    );
  } finally {
    await server.stop();
  }
}

/** Adds the median of the newest times and the rate at which pictures come. */
function timekeeper(source: Source): (frame: LiveFrame) => LiveEvent {
  const recent: { readonly ns: number; readonly at: number }[] = [];
  return (frame) => {
    if (source !== 'board') return { ...frame, ns: null, median_ns: null, fps: null };
    recent.push({ ns: frame.ns, at: performance.now() });
    if (recent.length > WINDOW) recent.shift();
    const seconds = (recent[recent.length - 1].at - recent[0].at) / 1000;
    const fps = seconds > 0 ? (recent.length - 1) / seconds : null;
    return { ...frame, median_ns: summarizeTimes(recent.map(({ ns }) => ns)).median_ns, fps };
  };
}
