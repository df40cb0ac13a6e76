// Runs in the report's frame: tells the extension which place was chosen and what git is to be asked, sorts the table of files, keeps its place when it is drawn again.
const vscode = acquireVsCodeApi();

document.addEventListener('click', event => {
  const place = event.target.closest?.('[data-purpose]');
  if (!place) return;
  event.preventDefault();
  // The page is drawn again with the answer: whoever asked stands where they stood.
  if (place.matches('button')) save({ asked: { ...place.dataset } });
  const { purpose, path, line, column, fingerprint } = place.dataset;
  vscode.postMessage({ purpose, path, line: Number(line), column: Number(column), fingerprint });
});

/** The text that a row is sorted by in a column; numbers as numbers. */
const keyOf = (row, column) => row.cells[column].dataset.sort ?? '';

const collator = new Intl.Collator(undefined, { numeric: true });

for (const table of document.querySelectorAll('table.files')) {
  const headers = [...table.tHead.rows[0].cells];
  for (const [column, header] of headers.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => {
      const order = header.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
      for (const other of headers) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', order);
      const sign = order === 'ascending' ? 1 : -1;
      const rows = [...table.tBodies[0].rows];
      table.tBodies[0].append(...rows.sort((a, b) => sign * collator.compare(keyOf(a, column), keyOf(b, column))));
    });
  }
}

const details = [...document.querySelectorAll('details')];
/** By what they are called: a report that is drawn again may have others. */
const nameOf = each => each.querySelector('summary').firstElementChild?.textContent ?? each.querySelector('summary').textContent;
const save = more => vscode.setState({ top: window.scrollY, open: details.filter(each => each.open).map(nameOf), ...more });
const before = vscode.getState();
if (before) {
  for (const each of details) if (before.open.includes(nameOf(each))) each.open = true;
  window.scrollTo(0, before.top);
  const { purpose, path } = before.asked ?? {};
  const buttons = purpose ? [...document.querySelectorAll('button')] : [];
  buttons.find(({ dataset }) => dataset.purpose === purpose && dataset.path === path)?.focus({ preventScroll: true });
  save();
}
document.addEventListener('toggle', () => save(), true);
document.addEventListener('scrollend', () => save());

vscode.postMessage({ purpose: 'ready' });
