// The legend is the filter: classes and relations with their look, their number and a switch.

function legendRow(kind, name, picture, label, number, on) {
  const box = make("input", { type: "checkbox", "data-kind": kind, "data-name": name });
  box.checked = on();
  box.addEventListener("change", () => {
    const set = kind === "class" ? state.classes : state.relations;
    if (box.checked) set.add(name);
    else set.delete(name);
    apply();
  });
  onChange(() => (box.checked = on()));
  return make("label", { class: "row" }, box, picture, make("span", { class: "name" }, label), make("span", { class: "count" }, number.toLocaleString("en")));
}

function setUpLegend() {
  const classes = byId("classes"), relations = byId("relations");
  for (const [name, look] of Object.entries(data.classes)) {
    const number = nodes.filter((node) => node.cls === name).length;
    if (number) classes.append(legendRow("class", name, icon(name), look.plural, number, () => state.classes.has(name)));
  }
  for (const [name, look] of Object.entries(data.relations)) {
    const number = edges.filter((edge) => edge.relation === name).length;
    if (number) relations.append(legendRow("relation", name, lineSample(name), look.label, number, () => state.relations.has(name)));
  }
  const generic = byId("generic"), number = nodes.filter((node) => node.generic).length;
  generic.closest("label").hidden = number === 0;
  byId("generic-count").textContent = number.toLocaleString("en");
  generic.addEventListener("change", () => {
    state.generic = generic.checked;
    apply();
  });
  onChange(() => (generic.checked = state.generic));
}

// Says what is left out, by what rule, and offers the way to it.
function showNote() {
  const all = data.whole.papers + data.whole.things, carried = nodes.length, seen = state.visible.size;
  const waiting = nodes.filter((node) => !state.drawn.has(node.index) && !state.asked.has(node.index)).length;
  let text = seen === all ? `Showing all ${counted(all, "node", "nodes")}` : `Showing ${seen.toLocaleString("en")} of ${counted(all, "node", "nodes")}`;
  if (waiting || carried < all) {
    text += `: ${data.chosenBy}`;
    if (waiting) text += `. Search and double click reach ${carried === all ? "the rest" : `${waiting.toLocaleString("en")} more`}`;
  } else if (seen !== all) text += !state.generic && nodes.some((node) => node.generic) ? ", generic terms left out" : ", the rest filtered out";
  byId("note-text").textContent = `${text}.`;
  const more = byId("more");
  more.hidden = waiting === 0;
  more.textContent = `Show ${Math.min(500, waiting).toLocaleString("en")} more`;
}

// The full graph opens at what is chosen here.
function setUpFull() {
  const link = byId("full");
  if (link === null) return;
  const address = link.getAttribute("href");
  link.addEventListener("click", () => link.setAttribute("href", address + location.hash));
}
