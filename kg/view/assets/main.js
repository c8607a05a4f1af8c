// Sets everything up: the picture, what happens on it, the keyboard, the address, the themes.

const stage = byId("stage");

setDark(preferredDark(), false);
apply();
picture.start(stage);
onChange(() => picture.refill());
onChange(showNote);

function ready() {
  if (!document.documentElement.dataset.ready) document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

// A press on a node, or on a point of the layout where none is.
function press(index, point) {
  if (index !== null) {
    choose(index, { still: true });
    return;
  }
  const edge = edgeAt(point);
  if (edge === null) clearSelection();
  else chooseEdge(edge);
}

function growFrom(index) {
  announce(`${counted(grow(index), "node", "nodes")} more`);
}

function hover(index) {
  state.hovered = index;
  stage.classList.toggle("pointing", index !== null);
  brighten();
  picture.redraw();
}

function edgeAt({ x, y }) {
  let best = null, least = 7 / picture.scale();
  for (const edge of state.visibleEdges) {
    const a = nodes[edge.from], b = nodes[edge.to], dx = b.x - a.x, dy = b.y - a.y;
    const along = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
    if (distance < least) [best, least] = [edge.index, distance];
  }
  return best;
}

function choose(index, { still = false } = {}) {
  if (!state.visible.has(index)) {
    reveal(index);
    apply();
  }
  state.selected = { node: index };
  settle();
  if (!still) centre(index);
  const address = `#node=${encodeURIComponent(nodes[index].id)}`;
  if (location.hash !== address) history.pushState(null, "", address);
}

function chooseEdge(index) {
  state.selected = { edge: index };
  settle();
}

function clearSelection() {
  if (state.selected === null) return;
  state.selected = null;
  settle();
  if (location.hash) history.pushState(null, "", location.pathname + location.search);
}

function settle() {
  brighten();
  showPanel();
  picture.redraw();
}

// A node and most of its neighbours in the middle of what the panel leaves free.
function centre(index) {
  const wide = innerWidth > 820, box = byId("panel").getBoundingClientRect(), open = state.selected !== null;
  const width = stage.clientWidth - (open && wide ? box.width + 30 : 0), height = stage.clientHeight - (open && !wide ? box.height : 0);
  const node = nodes[index], reach = beside[index].map((edge) => otherEnd(edge, index)).filter((other) => state.visible.has(other.index))
    .map((other) => Math.hypot(other.x - node.x, other.y - node.y)).sort((a, b) => a - b);
  const far = reach.length ? reach[Math.floor((reach.length - 1) * 0.8)] : 100;
  const scale = Math.min(1.3, Math.max(0.25, Math.min(width, height) / (2 * far + 160)));
  const offset = { x: (width - stage.clientWidth) / 2, y: (height - stage.clientHeight) / 2 };
  picture.moveTo({ x: node.x, y: node.y }, scale, offset, !calm());
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function fit() {
  picture.fit();
}

function zoom(factor) {
  picture.moveTo(picture.middle(), Math.min(6, Math.max(0.01, picture.scale() * factor)));
}

function pan(x, y) {
  const middle = picture.middle(), scale = picture.scale();
  picture.moveTo({ x: middle.x + x / scale, y: middle.y + y / scale }, scale);
}

function announce(text) {
  byId("said").textContent = text;
}

function readAddress() {
  const match = /^#node=(.*)$/.exec(location.hash);
  let node = null;
  try {
    node = match ? byName.get(decodeURIComponent(match[1])) : null;
  } catch {
    node = null;
  }
  if (node) choose(node.index);
  else if (state.selected !== null && state.selected.node !== undefined) {
    state.selected = null;
    settle();
  }
}

function preferredDark() {
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function setDark(dark, redraw = true) {
  state.dark = dark;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").textContent = dark ? "Light" : "Dark";
  if (redraw) picture.recolour();
}

function setUpButtons() {
  const press = { "zoom-in": () => zoom(1.35), "zoom-out": () => zoom(1 / 1.35), fit, theme: () => setDark(!state.dark), png: savePicture, turtle: saveTurtle,
    print: () => window.print(), reset: () => { clearSelection(); startOver(); fit(); }, more: () => showMore(500), filters: toggleFilters, wide: toggleWide };
  for (const [id, run] of Object.entries(press)) byId(id).addEventListener("click", run);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => setDark(event.matches));
  let before = false;
  addEventListener("beforeprint", () => {
    before = state.dark;
    setDark(false);
    byId("stage").append(make("div", { id: "sheet" }, picture.still()));
  });
  addEventListener("afterprint", () => {
    byId("sheet")?.remove();
    setDark(before);
  });
}

function toggleFilters() {
  const open = document.body.classList.toggle("filtering");
  byId("filters").setAttribute("aria-expanded", String(open));
}

function toggleWide() {
  const wide = document.body.classList.toggle("wide");
  byId("wide").setAttribute("aria-pressed", String(wide));
  byId("wide").title = wide ? "Show the legend again" : "Give the graph the whole window";
}

function setUpKeyboard() {
  picture.frame.setAttribute("role", "application");
  picture.frame.setAttribute("aria-label", "Graph. Arrow keys move, plus and minus zoom, 0 fits, slash searches, Enter grows the selection, Escape closes.");
  const keys = { ArrowLeft: () => pan(-80, 0), ArrowRight: () => pan(80, 0), ArrowUp: () => pan(0, -80), ArrowDown: () => pan(0, 80), "+": () => zoom(1.35), "=": () => zoom(1.35),
    "-": () => zoom(1 / 1.35), 0: fit, Enter: () => state.selected?.node !== undefined && growFrom(state.selected.node) };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (document.body.classList.contains("filtering")) toggleFilters();
      else clearSelection();
    } else if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      byId("search").focus();
    }
  });
}

setUpLegend();
setUpSearch();
setUpButtons();
setUpKeyboard();
setUpFull();
showNote();
fit();
addEventListener("popstate", readAddress);
addEventListener("hashchange", readAddress);
readAddress();

// For tests and for curious readers at the console: looks, never touches.
window.paperkg = Object.freeze({
  place: (index) => picture.onScreen({ x: nodes[index].x, y: nodes[index].y }),
  scale: () => picture.scale(),
  nodeCount: () => state.visible.size,
  edgeCount: () => state.visibleEdges.length,
});
