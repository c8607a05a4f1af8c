// The picture on sigma: WebGL draws every node and edge at once. Labels, and whatever is chosen or hovered with its
// neighbours, are painted on a canvas above, as on the smaller page, while the rest fades.

function canDraw() {
  const trial = make("canvas");
  return Boolean(trial.getContext("webgl2") ?? trial.getContext("webgl"));
}

if (!canDraw()) {
  byId("no-webgl").hidden = false;
  throw new Error("WebGL is missing");
}

const SHAPES = ["circle", "ring", "square", "page", "diamond", "hexagon", "triangle", "chip"];
const REACH = 1.3; // the farthest that a shape goes from its middle, in radii
const MOST_SCALE = 6, MOST_FIT = 1.3; // pixels per layout unit

const VERTEX = `
attribute vec4 a_id; attribute vec4 a_color; attribute vec2 a_position; attribute float a_size; attribute float a_shape;
uniform float u_sizeRatio; uniform float u_pixelRatio; uniform mat3 u_matrix;
varying vec4 v_color; varying float v_shape; varying float v_radius;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  v_radius = max(a_size / u_sizeRatio, ${LEAST_RADIUS.toFixed(1)}) * u_pixelRatio;
  gl_PointSize = 2.0 * v_radius * ${REACH.toFixed(1)} + 1.0;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

// Signed distances in radii, in the order of SHAPES; negative inside.
const FRAGMENT = `
precision highp float;
varying vec4 v_color; varying float v_shape; varying float v_radius;
float distanceTo(vec2 p) {
  vec2 a = abs(p);
  if (v_shape < 0.5) return length(p) - 1.0;
  if (v_shape < 1.5) return max(length(p) - 1.0, 0.45 - length(p));
  if (v_shape < 2.5) return max(a.x, a.y) - 0.88;
  if (v_shape < 3.5) return max(max(a.x - 0.82, a.y - 1.08), (p.x - p.y - 1.28) * 0.707);
  if (v_shape < 4.5) return (a.x + a.y - 1.2) * 0.707;
  if (v_shape < 5.5) return max(a.y, a.x * 0.866 + a.y * 0.5) - 0.935;
  if (v_shape < 6.5) return max(p.y - 0.85, (2.05 * a.x - 1.12 * (p.y + 1.2)) * 0.428);
  vec2 q = a - vec2(0.95, 0.45);
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - 0.3;
}
void main() {
  float inside = clamp(0.5 - distanceTo((gl_PointCoord * 2.0 - 1.0) * (${REACH.toFixed(1)} + 0.5 / v_radius)) * v_radius, 0.0, 1.0);
  #ifdef PICKING_MODE
  gl_FragColor = inside > 0.5 ? v_color : vec4(0.0);
  #else
  gl_FragColor = vec4(v_color.rgb, 1.0) * v_color.a * inside;
  #endif
}`;

const FAINT = `
precision mediump float;
varying vec4 v_color;
void main() {
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #else
  gl_FragColor = vec4(v_color.rgb, 1.0) * v_color.a;
  #endif
}`;

class ShapeProgram extends Sigma.rendering.NodePointProgram {
  getDefinition() {
    const plainPoints = super.getDefinition();
    return { ...plainPoints, VERTEX_SHADER_SOURCE: VERTEX, FRAGMENT_SHADER_SOURCE: FRAGMENT,
      ATTRIBUTES: [...plainPoints.ATTRIBUTES, { name: "a_shape", size: 1, type: WebGLRenderingContext.FLOAT }] };
  }

  processVisibleItem(index, start, node) {
    super.processVisibleItem(index, start, node);
    this.array[start + this.STRIDE - 1] = node.shape;
  }
}

// The library blends colours as if they came multiplied by their opacity; here they do.
class FaintLineProgram extends Sigma.rendering.EdgeLineProgram {
  getDefinition() {
    return { ...super.getDefinition(), FRAGMENT_SHADER_SOURCE: FAINT };
  }
}

function mixed(colour, other, part) {
  const channel = (text, i) => parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `#${[0, 1, 2].map((i) => Math.round(channel(colour, i) * part + channel(other, i) * (1 - part)).toString(16).padStart(2, "0")).join("")}`;
}

// Colours of every class and relation in the theme of the moment, made once for all nodes and edges.
const tones = { cls: new Map(), pale: new Map(), near: new Map(), far: new Map() };

function setTones() {
  for (const cls of Object.keys(data.classes)) {
    tones.cls.set(cls, classColour(cls));
    tones.pale.set(cls, mixed(classColour(cls), ground(), PALE));
  }
  // One pixel wide lines of many relations: faint, or nothing else is seen.
  const crowd = Math.min(1, 4000 / Math.max(1, edges.length));
  for (const relation of Object.keys(data.relations)) {
    tones.near.set(relation, `${relationColour(relation)}${hex(0.22 + 0.3 * crowd)}`);
    tones.far.set(relation, `${relationColour(relation)}${hex(0.035 + 0.09 * crowd)}`);
  }
}

function hex(opacity) {
  return Math.round(opacity * 255).toString(16).padStart(2, "0");
}

let sigma = null, above = null;

function shownEdges() {
  return new Set(state.visibleEdges.map((edge) => edge.index));
}

const picture = {
  start(stage) {
    setTones();
    const graph = new graphology.MultiDirectedGraph();
    for (const node of nodes) graph.addNode(node.index, { x: node.x, y: -node.y, size: node.size, shape: SHAPES.indexOf(data.classes[node.cls].shape) });
    for (const edge of edges) graph.addDirectedEdgeWithKey(edge.index, edge.from, edge.to, { long: isLong(edge) });
    this.frame = make("div", { class: "frame", tabindex: 0 });
    stage.append(this.frame);
    let shown = shownEdges();
    this.freshen = () => (shown = shownEdges());
    sigma = new Sigma(graph, this.frame, {
      renderLabels: false, hideEdgesOnMove: edges.length > 10000, itemSizesReference: "positions", zoomToSizeRatioFunction: (ratio) => ratio, stagePadding: 40,
      defaultNodeType: "shape", nodeProgramClasses: { shape: ShapeProgram }, nodeHoverProgramClasses: { shape: ShapeProgram }, defaultDrawNodeHover: () => null,
      defaultEdgeType: "line", edgeProgramClasses: { line: FaintLineProgram }, enableCameraRotation: false, doubleClickZoomingRatio: 1,
      nodeReducer: (id, own) => {
        const node = nodes[id];
        return { ...own, hidden: !state.visible.has(node.index), color: (node.minted ? tones.pale : tones.cls).get(node.cls) };
      },
      edgeReducer: (id, own) => ({ hidden: !shown.has(Number(id)), color: (own.long ? tones.far : tones.near).get(edges[id].relation) }),
    });
    above = make("canvas", { class: "above" });
    this.frame.append(above);
    sigma.on("afterRender", () => {
      this.redraw();
      requestAnimationFrame(ready);
    });
    sigma.on("enterNode", ({ node }) => hover(Number(node)));
    sigma.on("leaveNode", () => hover(null));
    sigma.on("clickNode", ({ node }) => press(Number(node), null));
    sigma.on("clickStage", ({ event }) => press(null, this.inLayout(event)));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      growFrom(Number(node));
    });
    const whole = this.scale(); // pixels per unit with everything in sight, the camera's ratio 1
    sigma.setSettings({ minCameraRatio: whole / MOST_SCALE, maxCameraRatio: Math.max(3, (3 * whole) / MOST_FIT) });
  },
  refill() {
    this.freshen();
    sigma.refresh();
  },
  recolour() {
    setTones();
    sigma.refresh();
  },
  // What lies above the graph: it alone changes with the pointer and the selection.
  redraw() {
    const ratio = window.devicePixelRatio || 1, width = this.frame.clientWidth, height = this.frame.clientHeight;
    if (above.width !== Math.round(width * ratio) || above.height !== Math.round(height * ratio)) Object.assign(above, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const ctx = above.getContext("2d"), scale = this.scale(), middle = this.middle();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, above.width, above.height);
    this.frame.classList.toggle("faded", state.near !== null);
    if (state.near !== null) {
      ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * (width / 2 - middle.x * scale), ratio * (height / 2 - middle.y * scale));
      paintBrightEdges(ctx, scale);
      for (const index of state.near) if (state.visible.has(index)) paintNode(ctx, nodes[index], scale);
    }
    paintLabels(ctx, scale, middle);
  },
  scale() {
    return (sigma.graphToViewport({ x: 1000, y: 0 }).x - sigma.graphToViewport({ x: 0, y: 0 }).x) / 1000;
  },
  middle() {
    return this.inLayout({ x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2 });
  },
  inLayout(point) {
    const { x, y } = sigma.viewportToGraph(point);
    return { x, y: -y };
  },
  onScreen: ({ x, y }) => sigma.graphToViewport({ x, y: -y }),
  moveTo(position, scale, offset = { x: 0, y: 0 }, animated = false) {
    const camera = sigma.getCamera(), at = { x: position.x - offset.x / scale, y: position.y - offset.y / scale };
    const { x, y } = sigma.viewportToFramedGraph(this.onScreen(at)), ratio = (camera.ratio * this.scale()) / scale;
    if (animated) camera.animate({ x, y, ratio }, { duration: 350, easing: "quadraticInOut" });
    else camera.setState({ x, y, ratio });
  },
  fit() {
    const camera = sigma.getCamera(), whole = this.scale() * camera.ratio; // pixels per unit with everything in sight
    camera.setState({ x: 0.5, y: 0.5, ratio: Math.max(1, whole / MOST_FIT) });
  },
  // The layers on one canvas, drawn anew: what WebGL drew is gone once it is on the screen.
  still() {
    sigma.refresh({ skipIndexation: true });
    const layers = sigma.getCanvases(), whole = make("canvas", { width: above.width, height: above.height }), ctx = whole.getContext("2d");
    ctx.globalAlpha = state.near === null ? 1 : 0.2;
    for (const name of ["edges", "nodes"]) ctx.drawImage(layers[name], 0, 0, whole.width, whole.height);
    ctx.globalAlpha = 1;
    ctx.drawImage(above, 0, 0);
    return whole;
  },
};
