// The zoo in one picture, accuracy.svg: accuracy against size, products as areas, times in words; published networks as
// points beside ours.
import { zooMacs, type ZooCard } from './card';
import { placeLabels } from './labels';
import { PUBLISHED } from './published';
import type { Times } from './times';

export const PICTURE = 'accuracy.svg';

const WIDTH = 880;
const HEIGHT = 480;
const AREA = { left: 56, right: WIDTH - 24, top: 44, bottom: HEIGHT - 48 };
/** Sizes in kB on a logarithmic axis, accuracies in percent. */
const SIZES = [25, 50, 100, 200, 400];
const ACCURACIES = [50, 60, 70, 80, 90];
const [LOWEST, HIGHEST] = [46, 94];
const FONT = 12;
const LINE_HEIGHT = 14;
/** Radius of a network of a million multiply-adds; the area grows with their number. */
const RADIUS = 1.4;
// Readable on light and dark pages alike: there is no background.
const TEXT = '#768390';
const OURS = '#3f83e8';
const THEIRS = '#d1691c';

interface Point {
  readonly label: string;
  readonly nbytes: number;
  readonly accuracy: number;
  readonly macs: number;
  readonly isOurs: boolean;
}

/** times: of one image, by name; null: not measured. */
export function drawZoo(cards: readonly ZooCard[], times: Times | null): string {
  const points = [...cards.map((card) => ourPoint(card, times)), ...theirPoints()];
  const circles = points.map(circleOf);
  const labels = placeLabels(
    circles.map(({ x, y, radius }, i) => ({ x, y, radius, width: textWidth(points[i].label), height: LINE_HEIGHT })),
    AREA,
  );
  const time = times === null ? '' : ` · time of one image, one thread of ${times.machine}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="${FONT}" fill="${TEXT}">`,
    '<title>Accuracy on CIFAR-10 against size</title>',
    text(AREA.left, 18, `CIFAR-10 top-1 accuracy, % · area: multiply-adds${time}`),
    ...legend(),
    ...SIZES.flatMap((size) => [
      line(xOf(1000 * size), AREA.top, xOf(1000 * size), AREA.bottom),
      text(xOf(1000 * size), AREA.bottom + 18, `${size}`, { anchor: 'middle' }),
    ]),
    text((AREA.left + AREA.right) / 2, HEIGHT - 12, 'kB of the file; of published networks, of the weights', {
      anchor: 'middle',
    }),
    ...ACCURACIES.flatMap((accuracy) => [
      line(AREA.left, yOf(accuracy), AREA.right, yOf(accuracy)),
      text(AREA.left - 8, yOf(accuracy) + 4, `${accuracy}`, { anchor: 'end' }),
    ]),
    ...circles.map(
      ({ x, y, radius }, i) =>
        `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${colourOf(points[i])}" fill-opacity="0.35" stroke="${colourOf(points[i])}"/>`,
    ),
    ...labels.map(({ left, bottom }, i) => text(left, bottom - 3, points[i].label, { fill: colourOf(points[i]) })),
    '</svg>\n',
  ].join('\n');
}

function ourPoint(card: ZooCard, times: Times | null): Point {
  const { name, bytes, correct, images, training } = card;
  const nanoseconds = times?.nanoseconds[name];
  const time = nanoseconds === undefined ? '' : `, ${(nanoseconds / 1000).toFixed(0)} µs`;
  const progress = training.epochs < training.plannedEpochs ? ' (unfinished)' : '';
  const accuracy = (100 * correct) / images;
  const label = `${name}${progress} ${accuracy.toFixed(1)}${time}`;
  return { label, nbytes: bytes.file, accuracy, macs: zooMacs(card), isOurs: true };
}

const theirPoints = (): Point[] =>
  PUBLISHED.map(({ name, bits, accuracy, nbytes, macs }) => ({
    ...{ label: `${name} (${bits}) ${accuracy.toFixed(1)}`, nbytes, accuracy, macs, isOurs: false },
  }));

const circleOf = ({ nbytes, accuracy, macs }: Point) => ({
  ...{ x: xOf(nbytes), y: yOf(accuracy) },
  radius: RADIUS * Math.sqrt(macs / 1e6),
});

function xOf(nbytes: number): number {
  const [first, last] = [SIZES[0], SIZES[SIZES.length - 1]].map(Math.log);
  return AREA.left + ((Math.log(nbytes / 1000) - first) / (last - first)) * (AREA.right - AREA.left);
}

const yOf = (accuracy: number): number =>
  AREA.bottom - ((accuracy - LOWEST) / (HIGHEST - LOWEST)) * (AREA.bottom - AREA.top);

function legend(): string[] {
  const y = 34;
  const dot = (x: number, colour: string, words: string): string[] => [
    `<circle cx="${x}" cy="${y - 4}" r="5" fill="${colour}" fill-opacity="0.35" stroke="${colour}"/>`,
    text(x + 10, y, words),
  ];
  return [
    ...dot(AREA.left + 5, OURS, 'this zoo, measured here'),
    ...dot(AREA.left + 175, THEIRS, 'published (weights / activations in bits)'),
  ];
}

const colourOf = ({ isOurs }: Point): string => (isOurs ? OURS : THEIRS);

/** Of a wide font, so that labels keep their distance in others too. */
const textWidth = (words: string): number => 0.56 * FONT * words.length;

interface Style {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
}

const text = (x: number, y: number, words: string, { anchor = 'start', fill = TEXT }: Style = {}): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${fill}">${escape(words)}</text>`;

const line = (...[x1, y1, x2, y2]: [number, number, number, number]): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${TEXT}" stroke-opacity="0.25"/>`;

const round = (value: number): number => Math.round(10 * value) / 10;

const escape = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
