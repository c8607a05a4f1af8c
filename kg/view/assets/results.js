// Results as a table that sorts by any column; each result keeps the sentence that states it.

const BOUNDS = { UpTo: "up to ", AtLeast: "at least ", AtMost: "at most ", Approximately: "about ", Average: "average ", Exact: "" };
const TIGHT_UNITS = new Set(["%", "x", "B", "M", "K"]);

function valueText(result) {
  const unit = result.unit ? (TIGHT_UNITS.has(result.unit) ? (result.unit === "x" ? "\u00d7" : result.unit) : ` ${result.unit}`) : "";
  const range = result.max ? `\u2013${result.max}` : "";
  return `${BOUNDS[result.bound] ?? ""}${result.value}${range}${unit}`;
}

function thingCell(indices, own) {
  const cell = make("td", {});
  for (const index of indices) cell.append(index === own ? make("span", { class: "own" }, isolated(nodes[index].short)) : nodeButton(nodes[index]));
  return cell;
}

function sortKey(result, column) {
  if (column === "value") return Number(result.value);
  if (column === "metric") return result.metric >= 0 ? nodes[result.metric].short.toLowerCase() : "";
  const first = { system: result.systems, against: result.baselines, on: result.conditions, paper: [result.paper] }[column][0];
  return first === undefined || first < 0 ? "\uffff" : nodes[first].short.toLowerCase();
}

function resultBody(index, own) {
  const result = results[index], kind = result.comparison === "" ? "" : result.outcome.toLowerCase();
  const body = make("tbody", { class: kind }), quote = make("td", { colspan: 6 });
  body.append(make("tr", {},
    make("td", { class: "value" }, valueText(result), make("span", { class: "sub" }, result.attribute ? "describes it" : kind === "neutral" ? "" : kind)),
    thingCell(result.metric >= 0 ? [result.metric] : [], own), thingCell(result.systems, own), thingCell(result.baselines, own),
    thingCell(result.conditions, own), thingCell(result.paper >= 0 ? [result.paper] : [], own)));
  for (const [, text, begin, end] of result.evidence) quote.append(make("blockquote", {}, marked(data.texts[text], begin, end)));
  if (!result.evidence.length && result.quote) quote.append(make("blockquote", {}, isolated(result.quote)));
  quote.append(make("span", { class: "sub" }, `confidence ${percent(result.confidence)}${result.devices ? `, ${result.devices} devices` : ""}`));
  body.append(make("tr", { class: "said" }, quote));
  return body;
}

function resultTable(indices, own) {
  const columns = [["value", "Value"], ["metric", "Metric"], ["system", "System"], ["against", "Against"], ["on", "On"], ["paper", "Paper"]];
  const table = make("table", {}), head = make("tr", {});
  let order = { column: "", down: false };
  const bodies = new Map();
  const fill = (sorted) => table.append(...sorted.map((i) => bodies.get(i) ?? bodies.set(i, resultBody(i, own)).get(i)));
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
