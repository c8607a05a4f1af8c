// The side panel: everything the graph says about the selection, with its reasons.

const FIRST_QUOTES = 12;
const FIRST_NAMES = 6;
const FIRST_NEIGHBOURS = 14;

function section(title, ...children) {
  return make("section", {}, make("h3", {}, title), ...children);
}

function nodeButton(node, extra = null) {
  return button([icon(node.cls), isolated(node.short), extra], () => choose(node.index), { class: "thing", title: plain(node.label) });
}

// The first few, and the rest on request.
function capped(items, first, draw, list) {
  list.append(...items.slice(0, first).map(draw));
  if (items.length > first) {
    const more = button(`Show all ${items.length}`, () => {
      list.append(...items.slice(first).map(draw));
      more.remove();
    }, { class: "more" });
    return [list, more];
  }
  return [list];
}

function quoteList(quotes) {
  const byPaper = new Map();
  for (const quote of quotes) byPaper.set(quote[0], [...(byPaper.get(quote[0]) ?? []), quote]);
  const draw = ([paper, own]) => make("li", {}, paper >= 0 ? nodeButton(nodes[paper]) : null,
    ...own.map(([, text, begin, end]) => make("blockquote", {}, marked(data.texts[text], begin, end))));
  return capped([...byPaper], FIRST_QUOTES, draw, make("ul", { class: "quotes" }));
}

function linkList(pairs) {
  return make("ul", { class: "links" }, ...pairs.map(([kind, url]) => make("li", {}, make("span", { class: "kind" }, kind), " ", webLink(url))));
}

function connections(node) {
  const groups = new Map();
  for (const edge of beside[node.index]) {
    const out = edge.from === node.index, key = `${edge.relation} ${out}`;
    if (!groups.has(key)) groups.set(key, { relation: edge.relation, out, list: [] });
    groups.get(key).list.push(edge);
  }
  const order = Object.keys(data.relations);
  const sorted = [...groups.values()].sort((a, b) => order.indexOf(a.relation) - order.indexOf(b.relation) || b.out - a.out);
  return sorted.map(({ relation, out, list }) => {
    list.sort((a, b) => otherEnd(b, node.index).support - otherEnd(a, node.index).support || b.confidence - a.confidence);
    const draw = (edge) => make("li", {}, nodeButton(otherEnd(edge, node.index)),
      button(percent(edge.confidence), () => chooseEdge(edge.index), { class: "why", title: "Why this connection" }));
    return make("div", { class: `group${out ? "" : " inward"}` },
      make("h4", {}, lineSample(relation), data.relations[relation].label, make("span", { class: "count" }, `${out ? "" : "from "}${list.length}`)),
      ...capped(list, FIRST_NEIGHBOURS, draw, make("ul", { class: "neighbours" })));
  });
}

function percent(confidence) {
  return `${Math.round(confidence * 100)}%`;
}

function heading(cls, label, kind) {
  return make("header", {}, make("p", { class: "kindline" }, cls ? icon(cls) : null, kind),
    button("\u00d7", clearSelection, { class: "close", "aria-label": "Close" }), make("h2", {}, isolated(label)));
}

// Other names, those that differ by their capitals alone once.
function otherNames(node) {
  const seen = new Set([folded(node.label)]);
  return node.aliases.filter((alias) => !seen.has(folded(alias)) && seen.add(folded(alias)));
}

function nodePanel(node) {
  const parts = [heading(node.cls, node.label, node.cls)];
  const chips = make("p", { class: "chips" }, make("span", {}, node.cls === "Paper" ? supportText(node) : node.support ? `named by ${supportText(node)}` : supportText(node)));
  if (node.minted) chips.append(make("span", {}, "not in the vocabulary"));
  if (node.generic) chips.append(make("span", {}, "generic term"));
  parts.push(chips, make("p", { class: "actions" },
    button("Grow", () => announce(`${counted(grow(node.index), "node", "nodes")} more`), { title: "Show everything beside it (double click)" }),
    button("Centre", () => centre(node.index)),
    button("Copy link", (event) => copyLink(event.currentTarget))));
  if (node.links.length) parts.push(section("Links", linkList(node.links)));
  if (node.facts.length) parts.push(make("dl", {}, ...node.facts.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, isolated(text))])));
  const names = otherNames(node);
  if (names.length) parts.push(section("Also written", ...capped(names, FIRST_NAMES, (alias) => make("li", {}, isolated(alias)), make("ul", { class: "names" }))));
  if (node.results.length) parts.push(section(`Results (${node.results.length})`, resultTable(node.results, node.index)));
  if (node.evidence.length) parts.push(section(`Evidence (${node.evidence.length})`, ...quoteList(node.evidence)));
  const around = connections(node);
  if (around.length) parts.push(section("Connections", ...around));
  if (node.outside.length) parts.push(section("Elsewhere", linkList(node.outside)));
  parts.push(make("p", { class: "iri" }, isolated(/^[a-z]+:/.test(node.id) ? node.id : data.base + node.id)));
  return parts;
}

function edgePanel(edge) {
  const look = data.relations[edge.relation], quotes = edgeQuotes(edge), told = edgeResults(edge);
  const parts = [heading(null, `${nodes[edge.from].short} ${look.label} ${nodes[edge.to].short}`, "Connection"),
    make("p", { class: "ends" }, nodeButton(nodes[edge.from]), make("span", { class: "between" }, lineSample(edge.relation), look.label), nodeButton(nodes[edge.to]))];
  const facts = [["Confidence", percent(edge.confidence)]];
  if (edge.rule) facts.push(["Found by", edge.rule]);
  if (edge.relation === "broader" || edge.relation === "variantOf") facts.splice(0, 2, ["Source", "the vocabulary or the shape of the name"]);
  parts.push(make("dl", {}, ...facts.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)])));
  if (told.length) parts.push(section(`Results (${told.length})`, resultTable(told, -1)));
  if (quotes.length) parts.push(section(`Evidence (${quotes.length})`, ...quoteList(quotes)));
  return parts;
}

function showPanel() {
  const panel = byId("panel");
  document.body.classList.toggle("chosen", state.selected !== null);
  panel.hidden = state.selected === null;
  panel.replaceChildren();
  if (state.selected === null) return;
  panel.append(...(state.selected.edge !== undefined ? edgePanel(edges[state.selected.edge]) : nodePanel(nodes[state.selected.node])));
  panel.scrollTop = 0;
}

async function copyLink(target) {
  try {
    await navigator.clipboard.writeText(location.href);
    target.textContent = "Copied";
  } catch {
    target.textContent = "See the address bar";
  }
}
