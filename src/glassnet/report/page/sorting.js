// Sorts a table by the column whose heading is pressed. Without a script the table stands as it was written.

function valueOf(row, column) {
  const cell = row.cells[column];
  const text = cell.dataset.value ?? cell.textContent;
  const number = Number(text);
  return text === "" ? null : Number.isNaN(number) ? text : number;
}

// Numbers stand before words, and what is empty last, whichever way it goes.
function before(one, other, turned) {
  if (one === null || other === null) return (one === null) - (other === null);
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return turned * (typeof one === "number" ? one - other : one.localeCompare(other));
}

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const written = [...table.tBodies[0].rows];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const turned = head.ariaSort === "ascending" ? -1 : 1;
      for (const each of heads) each.ariaSort = null;
      head.ariaSort = turned > 0 ? "ascending" : "descending";
      const rows = written.map((row) => [valueOf(row, column), row]);
      rows.sort(([one], [other]) => before(one, other, turned));
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
  });
}
