// Results as a table that sorts by any column; each result keeps the sentence that states it.

const BOUNDS = { UpTo: "up to ", AtLeast: "at least ", AtMost: "at most ", Approximately: "about ", Average: "average ", Exact: "" };
const TIGHT_UNITS = new Set(["%", "x", "B", "M", "K"]);

function valueText(result) {
  const unit = result.unit ? (TIGHT_UNITS.has(result.unit) ? (result.unit === "x" ? "\u00d7" : result.unit) : ` ${result.unit}`) : "";
  const range = result.max ? `\u2013${result.max}` : "";
  return `${BOUNDS[result.bound] ?? ""}${result.value}${range}${unit}`;
}

const COLUMNS = [
  ["value", "Value", null], ["metric", "Metric", (r) => [r.metric]], ["system", "System", (r) => r.systems], ["against", "Against", (r) => r.baselines],
  ["on", "On", (r) => r.conditions], ["paper", "Paper", (r) => [r.paper]],
];

function thingCell(indices, own) {
  const cell = make("td", {});
  for (const index of indices) {
    if (index === own) cell.append(make("span", { class: "own" }, isolated(nodes[index].short)));
    else if (index >= 0) cell.append(button([isolated(nodes[index].short)], () => choose(index), { class: "thing", title: plain(nodes[index].label) }));
  }
  return cell;
}

// A column that says nothing beyond what the panel is about is left out.
function telling(indices, own) {
  return COLUMNS.filter(([, , pick]) => pick === null || indices.some((i) => pick(results[i]).some((thing) => thing >= 0 && thing !== own)));
}

function sortKey(result, column) {
  if (column === "value") return Number(result.value);
  const first = COLUMNS.find(([name]) => name === column)[2](result)[0];
  return first === undefined || first < 0 ? "\uffff" : nodes[first].short.toLowerCase();
}

function resultBody(index, own, columns) {
  const result = results[index], kind = result.comparison === "" ? "" : result.outcome.toLowerCase();
  const body = make("tbody", { class: kind }), quote = make("td", { colspan: columns.length }), row = make("tr", {});
  for (const [, , pick] of columns) {
    row.append(pick === null ? make("td", { class: "value" }, valueText(result), make("span", { class: "sub" }, result.attribute ? "describes it" : kind === "neutral" ? "" : kind)) : thingCell(pick(result), own));
  }
  body.append(row);
  for (const [, text, begin, end] of result.evidence) quote.append(make("blockquote", {}, marked(data.texts[text], begin, end)));
  if (!result.evidence.length && result.quote) quote.append(make("blockquote", {}, isolated(result.quote)));
  quote.append(make("span", { class: "sub" }, `confidence ${percent(result.confidence)}${result.devices ? `, ${result.devices} devices` : ""}`));
  body.append(make("tr", { class: "said" }, quote));
  return body;
}

function resultTable(indices, own) {
  const columns = telling(indices, own), table = make("table", {}), head = make("tr", {});
  let order = { column: "", down: false };
  const bodies = new Map();
  const fill = (sorted) => table.append(...sorted.map((i) => bodies.get(i) ?? bodies.set(i, resultBody(i, own, columns)).get(i)));
  const sort = (column, cell) => {
    order = { column, down: order.column === column ? !order.down : column === "value" };
    const compare = (a, b) => {
      const left = sortKey(results[a], column), right = sortKey(results[b], column);
      return (left < right ? -1 : left > right ? 1 : 0) * (order.down ? -1 : 1) || a - b;
    };
    for (const other of head.children) other.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    fill([...indices].sort(compare));
  };
  for (const [column, title] of columns) {
    const cell = make("th", { scope: "col" });
    cell.append(button(title, () => sort(column, cell)));
    head.append(cell);
  }
  table.append(make("thead", {}, head));
  fill(indices);
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Results" }, table);
}
