// The picture on vis-network: it keeps the nodes (camera, hits, dragging); edges and labels are painted by us, edges in
// one stroke per relation, which lets thousands of them move, so the network is not told of them.

const held = new vis.DataSet();
let network = null;

function renderer({ ctx, id }) {
  return {
    drawNode() {
      paintNode(ctx, nodes[id], network.getScale());
    },
    nodeDimensions: { width: nodes[id].size * 2, height: nodes[id].size * 2 },
  };
}

function fillHeld() {
  const gone = held.getIds().filter((id) => !state.visible.has(id));
  const fresh = [...state.visible].filter((id) => held.get(id) === null);
  if (gone.length) held.remove(gone);
  if (fresh.length) held.add(fresh.map((id) => ({ id, x: nodes[id].x, y: nodes[id].y, size: nodes[id].size })));
}

const picture = {
  start(stage) {
    fillHeld();
    network = new vis.Network(stage, { nodes: held, edges: [] }, { ...data.options, nodes: { shape: "custom", ctxRenderer: renderer, chosen: false } });
    this.frame = stage.querySelector(".vis-network");
    network.on("beforeDrawing", (ctx) => paintEdges(ctx, network.getScale()));
    network.on("afterDrawing", (ctx) => {
      paintLabels(ctx, network.getScale(), network.getViewPosition());
      ready();
    });
    network.on("hoverNode", ({ node }) => hover(node));
    network.on("blurNode", () => hover(null));
    network.on("dragging", ({ nodes: moved }) => moved.forEach((id) => Object.assign(nodes[id], network.getPosition(id))));
    network.on("click", ({ nodes: hit, pointer }) => press(hit.length ? hit[0] : null, pointer.canvas));
    network.on("doubleClick", ({ nodes: hit }) => hit.length && growFrom(hit[0]));
  },
  refill() {
    fillHeld();
    network.redraw();
  },
  recolour: () => network.redraw(),
  redraw: () => network.redraw(),
  scale: () => network.getScale(),
  middle: () => network.getViewPosition(),
  onScreen: (point) => network.canvasToDOM(point),
  moveTo(position, scale, offset = { x: 0, y: 0 }, animated = false) {
    network.moveTo({ position, scale, offset, animation: animated && { duration: 350, easingFunction: "easeInOutQuad" } });
  },
  // Everything, with a margin that keeps the note at the foot free.
  fit() {
    network.fit({ animation: false });
    this.moveTo(this.middle(), network.getScale() * 0.95, { x: 0, y: -18 });
  },
  // What is on the screen, on a canvas of its own.
  still() {
    network.redraw();
    const shown = this.frame.querySelector("canvas"), whole = make("canvas", { width: shown.width, height: shown.height });
    whole.getContext("2d").drawImage(shown, 0, 0);
    return whole;
  },
};
