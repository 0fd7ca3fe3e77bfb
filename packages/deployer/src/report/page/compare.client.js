// Runs in the page: sorts the table of results by a column and hides rows that do not have the words of the filter.
/* global document */
(() => {
  const table = document.getElementById('results');
  const body = table.tBodies[0];
  const filter = document.getElementById('filter');
  const status = document.getElementById('filter-status');
  const heads = [...table.tHead.rows[0].cells];

  // Numbers as the report has them, unrounded, where a cell has one; else its text.
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const [number] = Object.entries(cell.dataset).filter(([name]) => name !== 'label');
    return number === undefined ? cell.textContent.trim() : Number(number[1]);
  };
  const compare = (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    return a.localeCompare(b, undefined, { numeric: true });
  };
  const sortBy = (column, isDescending) => {
    const rows = [...body.rows].sort((a, b) => compare(keyOf(a, column), keyOf(b, column)));
    body.append(...(isDescending ? rows.reverse() : rows));
    heads.forEach((head, k) => {
      if (k === column) head.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
  };
  heads.forEach((head, column) => {
    head.querySelector('button').addEventListener('click', () => {
      sortBy(column, head.getAttribute('aria-sort') === 'ascending');
    });
  });

  filter.addEventListener('input', () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...body.rows];
    for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    const shown = rows.filter((row) => !row.hidden).length;
    status.textContent = words.length === 0 ? '' : `${shown} of ${rows.length} rows`;
  });
})();
