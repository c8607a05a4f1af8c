// What is on the screen: the chosen part, the filters, the selection. Everything that changes goes through `apply`.

const state = {
  drawn: new Set(byRank.slice(0, data.limit).map((node) => node.index)),
  asked: new Set(), // shown whatever its generality: searched for, linked to or grown
  classes: new Set(Object.keys(data.classes)),
  relations: new Set(Object.keys(data.relations).filter((name) => data.relations[name].drawn)),
  generic: false,
  selected: null, // {node} or {edge}
  hovered: null,
  near: null, // nodes that stay bright while something is selected or hovered
  dark: false,
  visible: new Set(),
  visibleEdges: [],
};

const listeners = [];

function onChange(run) {
  listeners.push(run);
}

function apply() {
  state.visible = new Set();
  for (const node of nodes) {
    if (!state.classes.has(node.cls)) continue;
    if (state.asked.has(node.index) || (state.drawn.has(node.index) && (state.generic || !node.generic))) state.visible.add(node.index);
  }
  state.visibleEdges = edges.filter((e) => state.relations.has(e.relation) && state.visible.has(e.from) && state.visible.has(e.to));
  brighten();
  for (const run of listeners) run();
}

function brighten() {
  const focus = state.hovered !== null ? { node: state.hovered } : state.selected;
  state.near = null;
  if (focus === null) return;
  if (focus.edge !== undefined) {
    state.near = new Set([edges[focus.edge].from, edges[focus.edge].to]);
    return;
  }
  state.near = new Set([focus.node]);
  for (const edge of beside[focus.node]) {
    if (state.relations.has(edge.relation)) state.near.add(otherEnd(edge, focus.node).index);
  }
}

function isBright(edge) {
  const focus = state.hovered !== null ? { node: state.hovered } : state.selected;
  if (focus === null) return false;
  return focus.edge !== undefined ? focus.edge === edge.index : edge.from === focus.node || edge.to === focus.node;
}

function reveal(index) {
  state.classes.add(nodes[index].cls);
  state.asked.add(index);
}

// Bring in everything beside a node, by the relations that are switched on.
function grow(index) {
  reveal(index);
  const before = state.visible.size;
  for (const edge of beside[index]) {
    const other = otherEnd(edge, index);
    if (state.relations.has(edge.relation) && (state.generic || !other.generic || edge.relation !== "mentions")) state.asked.add(other.index);
  }
  apply();
  return state.visible.size - before;
}

function showMore(count) {
  const waiting = byRank.filter((node) => !state.drawn.has(node.index) && !state.asked.has(node.index));
  for (const node of waiting.slice(0, count)) state.drawn.add(node.index);
  apply();
}

function startOver() {
  state.drawn = new Set(byRank.slice(0, data.limit).map((node) => node.index));
  state.asked = new Set();
  state.classes = new Set(Object.keys(data.classes));
  state.relations = new Set(Object.keys(data.relations).filter((name) => data.relations[name].drawn));
  state.generic = false;
  apply();
}
