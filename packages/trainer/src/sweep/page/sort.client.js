// Runs in the page: a click on a column's title sorts the table by it, a second one the other way round.
/* global document */
(() => {
  const table = document.getElementById('configurations');
  const body = table.tBodies[0];
  const valueOf = (row, column) => {
    const { value } = row.cells[column].dataset;
    return value === undefined ? null : JSON.parse(value);
  };
  const compare = (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a).localeCompare(String(b));
  };
  for (const [column, title] of [...table.tHead.rows[0].cells].entries()) {
    title.querySelector('button').addEventListener('click', () => {
      const isDown = title.ariaSort === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.ariaSort = null;
      title.ariaSort = isDown ? 'descending' : 'ascending';
      const rows = [...body.rows].map((row) => ({ row, value: valueOf(row, column) }));
      rows.sort((a, b) => {
        // What has no value stays last.
        if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
        return isDown ? compare(b.value, a.value) : compare(a.value, b.value);
      });
      body.append(...rows.map(({ row }) => row));
    });
  }
})();
