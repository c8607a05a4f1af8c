// Themes and tables that sort; without scripts the pages are whole all the same.

const root = document.documentElement, themeButton = document.getElementById("theme");

function remembered() {
  try {
    return localStorage.getItem("paperkg-theme");
  } catch {
    return null;
  }
}

function setTheme(dark) {
  root.dataset.theme = dark ? "dark" : "light";
  themeButton.textContent = dark ? "Light" : "Dark";
}

const preference = matchMedia("(prefers-color-scheme: dark)");
setTheme(remembered() === null ? preference.matches : remembered() === "dark");
preference.addEventListener("change", (event) => remembered() === null && setTheme(event.matches));
themeButton.hidden = false;
themeButton.addEventListener("click", () => {
  const dark = root.dataset.theme !== "dark";
  setTheme(dark);
  try {
    localStorage.setItem("paperkg-theme", dark ? "dark" : "light");
  } catch {
    // a browser that keeps nothing still switches this page
  }
});

const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

function sortBy(table, heading, index) {
  const up = heading.getAttribute("aria-sort") !== "ascending", body = table.tBodies[0];
  for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  const keyed = Array.from(body.rows, (row) => {
    const cell = row.cells[index], number = cell.dataset.sort;
    return { row, key: number === undefined ? cell.textContent.trim() : Number(number) };
  });
  const empty = (key) => key === "";
  keyed.sort((a, b) => empty(a.key) - empty(b.key) || (up ? 1 : -1) * (typeof a.key === "number" ? a.key - b.key : compare(a.key, b.key)));
  body.append(...keyed.map((entry) => entry.row));
}

for (const table of document.querySelectorAll("table.sorts")) {
  const labels = Array.from(table.tHead.rows[0].cells, (heading) => heading.textContent);
  for (const row of table.tBodies[0].rows) {
    Array.from(row.cells).forEach((cell, index) => {
      cell.dataset.label = labels[index];
      cell.classList.toggle("empty", cell.textContent.trim() === "");
    });
  }
  Array.from(table.tHead.rows[0].cells).forEach((heading, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sortBy(table, heading, index));
    heading.replaceChildren(button);
  });
}
root.dataset.ready = "yes";
