// Fills the page from the server's events.
/* global atob, document, EventSource, location */
(() => {
  const NUM_SHOWN = 5;
  const at = (id) => document.getElementById(id);
  const say = (id, text) => {
    if (at(id).textContent !== text) at(id).textContent = text;
  };
  const micros = (ns) =>
    ns === null ? 'not shown' : `${(ns / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} µs`;
  const nameOf = ({ name }, index) => name ?? `class ${index}`;
  let isPaused = false;

  function draw({ side, rgb }, name) {
    const bytes = Uint8Array.from(atob(rgb), (c) => c.charCodeAt(0));
    const canvas = at('picture');
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const image = canvas.getContext('2d').createImageData(side, side);
    for (let i = 0; i < side * side; i++)
      image.data.set([bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2], 255], 4 * i);
    canvas.getContext('2d').putImageData(image, 0, 0);
    canvas.setAttribute('aria-label', `The middle of the picture, classified as ${name}`);
  }

  /** Largest first; a score that is not a number is last. */
  function ranked(scores) {
    const values = scores.map(({ score }) => score ?? -Infinity);
    const max = Math.max(...values);
    const powers = values.map((value) => Math.exp(value - max));
    const sum = powers.reduce((a, b) => a + b, 0);
    return scores
      .map((entry, i) => ({ name: nameOf(entry, i), score: entry.score, share: powers[i] / sum, value: values[i] }))
      .sort((a, b) => b.value - a.value)
      .slice(0, NUM_SHOWN);
  }

  function row({ name, share, score }) {
    const cells = [name, `${(100 * share).toFixed(1)} %`, score === null ? '–' : String(Number(score.toPrecision(5)))];
    const tr = document.createElement('tr');
    cells.forEach((text, i) => {
      const cell = document.createElement(i === 0 ? 'th' : 'td');
      if (i === 0) cell.scope = 'row';
      cell.textContent = text;
      tr.append(cell);
    });
    return tr;
  }

  function show(frame) {
    const name = nameOf(frame.scores[frame.class], frame.class);
    draw(frame.preview, name);
    say('class', name);
    say('file', `${frame.file ?? 'camera'}, ${frame.size.join(' × ')}`);
    at('scores').replaceChildren(...ranked(frame.scores).map(row));
    say('time', micros(frame.ns));
    say('median', micros(frame.median_ns));
    say('fps', frame.fps === null ? (frame.ns === null ? 'not shown' : '–') : frame.fps.toFixed(1));
    say('frames', String(frame.frame + 1));
    say('state', 'Connected.');
  }

  const events = new EventSource(`/events${location.search}`);
  events.onopen = () => say('state', 'Connected; waiting for pictures.');
  events.onerror = () => say('state', 'The program has ended, or the link is lost.');
  events.onmessage = ({ data }) => {
    const line = JSON.parse(data);
    if (line.skipped !== undefined) say('state', `Left out ${line.skipped}: ${line.reason}`);
    else if (line.frame !== undefined && !isPaused) show(line);
  };
  at('pause').onclick = () => {
    isPaused = !isPaused;
    at('pause').setAttribute('aria-pressed', String(isPaused));
    at('pause').textContent = isPaused ? 'Continue' : 'Pause';
  };
})();
