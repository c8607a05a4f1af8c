// The drawing: shapes of nodes, edges in one stroke per relation, labels that never overlap.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif";
const LEAST_RADIUS = nodes.length > 4000 ? 1.5 : 2.6; // pixels
const PALE = 0.55; // of a name that is not in the vocabulary
const LONG_EDGE = 320; // layout units, along both axes together
const LABEL_CELL = 48; // pixels
const widths = new Map();

const shapes = {
  circle: (ctx, x, y, r) => ctx.arc(x, y, r, 0, 2 * Math.PI),
  ring: (ctx, x, y, r) => {
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.moveTo(x + r * 0.45, y);
    ctx.arc(x, y, r * 0.45, 0, 2 * Math.PI, true);
  },
  square: (ctx, x, y, r) => ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76),
  page: (ctx, x, y, r) => {
    const w = r * 0.82, h = r * 1.08, fold = r * 0.62;
    polygon(ctx, [[x - w, y - h], [x + w - fold, y - h], [x + w, y - h + fold], [x + w, y + h], [x - w, y + h]]);
  },
  diamond: (ctx, x, y, r) => polygon(ctx, [[x, y - r * 1.2], [x + r * 1.2, y], [x, y + r * 1.2], [x - r * 1.2, y]]),
  hexagon: (ctx, x, y, r) => polygon(ctx, [0, 1, 2, 3, 4, 5].map((i) => [x + r * 1.08 * Math.cos((i * Math.PI) / 3), y + r * 1.08 * Math.sin((i * Math.PI) / 3)])),
  triangle: (ctx, x, y, r) => polygon(ctx, [[x, y - r * 1.2], [x + r * 1.12, y + r * 0.85], [x - r * 1.12, y + r * 0.85]]),
  chip: (ctx, x, y, r) => ctx.roundRect(x - r * 1.25, y - r * 0.75, r * 2.5, r * 1.5, r * 0.3),
};

function polygon(ctx, corners) {
  corners.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

function ground() {
  return data.grounds[state.dark ? 1 : 0];
}

function ink() {
  return state.dark ? "#ece8e1" : "#26231f";
}

function classColour(cls) {
  return state.dark ? data.classes[cls].dark : data.classes[cls].light;
}

function relationColour(name) {
  return state.dark ? data.relations[name].dark : data.relations[name].light;
}

function radius(node, scale) {
  return Math.max(node.size, LEAST_RADIUS / scale);
}

function paintNode(ctx, node, scale) {
  const r = radius(node, scale), colour = classColour(node.cls);
  const far = state.near !== null && !state.near.has(node.index);
  const chosen = state.selected !== null && state.selected.node === node.index;
  ctx.save();
  ctx.globalAlpha = far ? 0.13 : 1;
  ctx.beginPath();
  shapes[data.classes[node.cls].shape](ctx, node.x, node.y, r);
  ctx.fillStyle = ground();
  ctx.fill();
  if (node.minted && !far) ctx.globalAlpha = PALE;
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.globalAlpha = far ? 0.13 : 1;
  ctx.lineWidth = 1 / scale;
  ctx.strokeStyle = ground();
  if (r * scale > 4) ctx.stroke();
  if (chosen || state.hovered === node.index) {
    ctx.beginPath();
    ctx.arc(node.x, node.y, r * 1.35 + 4 / scale, 0, 2 * Math.PI);
    ctx.lineWidth = (chosen ? 2.5 : 1.5) / scale;
    ctx.strokeStyle = ink();
    ctx.stroke();
  }
  ctx.restore();
}

// Where an edge leaves one rim and meets the other; null for two nodes in touch.
function span(edge, scale) {
  const a = nodes[edge.from], b = nodes[edge.to];
  const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy);
  const start = radius(a, scale), stop = radius(b, scale) * 1.12 + 1.5 / scale;
  if (length <= start + stop) return null;
  const ux = dx / length, uy = dy / length;
  return { x1: a.x + ux * start, y1: a.y + uy * start, x2: b.x - ux * stop, y2: b.y - uy * stop, ux, uy };
}

function strokeEdges(ctx, list, relation, scale, bright) {
  const colour = relationColour(relation), head = (bright ? 9 : 6) / scale;
  const arrows = bright || scale > 0.3;
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = (bright ? 2 : 0.9) / scale;
  ctx.setLineDash(data.relations[relation].dash.map((d) => d / scale));
  ctx.beginPath();
  const heads = new Path2D();
  for (const edge of list) {
    const at = span(edge, scale);
    if (at === null) continue;
    const { x1, y1, x2, y2, ux, uy } = at, back = arrows ? head * 0.8 : 0;
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2 - ux * back, y2 - uy * back);
    if (arrows) {
      heads.moveTo(x2, y2);
      heads.lineTo(x2 - ux * head - uy * head * 0.42, y2 - uy * head + ux * head * 0.42);
      heads.lineTo(x2 - ux * head + uy * head * 0.42, y2 - uy * head - ux * head * 0.42);
      heads.closePath();
    }
  }
  ctx.stroke();
  ctx.setLineDash([]);
  if (arrows) ctx.fill(heads);
}

function paintBrightEdges(ctx, scale) {
  const bright = new Map();
  for (const edge of state.visibleEdges) {
    if (!isBright(edge)) continue;
    if (!bright.has(edge.relation)) bright.set(edge.relation, []);
    bright.get(edge.relation).push(edge);
  }
  ctx.save();
  ctx.globalAlpha = 0.95;
  for (const [relation, list] of bright) strokeEdges(ctx, list, relation, scale, true);
  ctx.restore();
}

function paintEdges(ctx, scale) {
  const calm = new Map(), far = new Map();
  for (const edge of state.visibleEdges) {
    if (isBright(edge)) continue;
    const into = isLong(edge) ? far : calm;
    if (!into.has(edge.relation)) into.set(edge.relation, []);
    into.get(edge.relation).push(edge);
  }
  ctx.save();
  // Long edges say what the whole collection shares and would bury what a few papers share.
  ctx.globalAlpha = state.near === null ? (state.dark ? 0.11 : 0.13) : 0.03;
  for (const [relation, list] of far) strokeEdges(ctx, list, relation, scale, false);
  ctx.globalAlpha = state.near === null ? (state.dark ? 0.5 : 0.55) : 0.07;
  for (const [relation, list] of calm) strokeEdges(ctx, list, relation, scale, false);
  ctx.restore();
  paintBrightEdges(ctx, scale);
}

function isLong(edge) {
  const a = nodes[edge.from], b = nodes[edge.to];
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y) > LONG_EDGE;
}

function textWidth(ctx, text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    ctx.font = font;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

// Boxes already taken, in a coarse grid, so that a label looks only at those near it.
class Taken {
  constructor() {
    this.cells = new Map();
  }

  claim(box, force) {
    const keys = [];
    for (let i = Math.floor(box.left / LABEL_CELL); i <= Math.floor(box.right / LABEL_CELL); i++) {
      for (let j = Math.floor(box.top / LABEL_CELL); j <= Math.floor(box.bottom / LABEL_CELL); j++) keys.push(i * 8192 + j);
    }
    const meets = (o) => o.left < box.right && o.right > box.left && o.top < box.bottom && o.bottom > box.top;
    if (!force && keys.some((key) => (this.cells.get(key) ?? []).some(meets))) return false;
    for (const key of keys) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
    return true;
  }
}

let calmOrder = null;
onChange(() => (calmOrder = null));

// Who gets a label first; without a focus the order lasts until what is visible changes.
function labelOrder() {
  if (state.near === null) {
    calmOrder ??= [...state.visible].map((i) => nodes[i]).sort((a, b) => b.size - a.size || a.rank - b.rank);
    return calmOrder;
  }
  const weight = (node) => (state.selected?.node === node.index || state.hovered === node.index ? 2 : state.near?.has(node.index) ? 1 : 0);
  const list = [...state.near].filter((i) => state.visible.has(i)).map((i) => nodes[i]);
  return list.sort((a, b) => weight(b) - weight(a) || b.size - a.size || a.rank - b.rank);
}

// Labels keep their size on the screen; the larger the zoom, the more of them find room.
function paintLabels(ctx, scale, view) {
  const canvas = ctx.canvas, ratio = canvas.width / canvas.clientWidth;
  const width = canvas.clientWidth, height = canvas.clientHeight, taken = new Taken();
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = ground();
  const order = labelOrder().map((node) => ({ node, x: (node.x - view.x) * scale + width / 2, y: (node.y - view.y) * scale + height / 2, r: radius(node, scale) * scale }))
    .filter((p) => p.x > -80 && p.x < width + 80 && p.y > -40 && p.y < height + 40);
  for (const { x, y, r } of order) if (r > 7) taken.claim({ left: x - r, right: x + r, top: y - r, bottom: y + r }, true);
  const sure = Math.max(24, (width * height) / 14000);
  for (const [at, { node, x, y, r }] of order.entries()) {
    const main = state.selected?.node === node.index || state.hovered === node.index;
    if (!main && state.near === null && r < 3.2 && at > sure) continue;
    const pixels = main ? 14 : Math.round(Math.min(15, 10.5 + r / 5));
    const font = `${main || r > 12 ? "600 " : ""}${pixels}px ${FONT}`, text = plain(main ? node.short : clipped(node.short));
    const half = textWidth(ctx, text, font) / 2 + 4, top = y + r * 1.15 + 3;
    if (!taken.claim({ left: x - half, right: x + half, top, bottom: top + pixels + 4 }, main)) continue;
    ctx.font = font;
    ctx.strokeText(text, x, top);
    ctx.fillStyle = node.cls === "Paper" ? classColour("Paper") : ink();
    ctx.fillText(text, x, top);
  }
  if (state.selected !== null) paintRelations(ctx, taken, scale, view, width, height);
  ctx.restore();
}

function clipped(text) {
  return text.length > 34 ? `${text.slice(0, 32)}\u2026` : text;
}

// The names of the relations along the edges of the selection, where there is room.
function paintRelations(ctx, taken, scale, view, width, height) {
  ctx.textBaseline = "middle";
  const font = `italic 11px ${FONT}`;
  for (const edge of state.visibleEdges) {
    const at = isBright(edge) ? span(edge, scale) : null;
    if (at === null || Math.hypot(at.x2 - at.x1, at.y2 - at.y1) * scale < 60) continue;
    const x = ((at.x1 + at.x2) / 2 - view.x) * scale + width / 2, y = ((at.y1 + at.y2) / 2 - view.y) * scale + height / 2;
    const text = data.relations[edge.relation].label, half = textWidth(ctx, text, font) / 2 + 3;
    if (!taken.claim({ left: x - half, right: x + half, top: y - 8, bottom: y + 8 }, false)) continue;
    ctx.font = font;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = relationColour(edge.relation);
    ctx.fillText(text, x, y);
  }
}

function icon(cls) {
  const look = data.classes[cls], svg = vector("svg", { viewBox: "-12 -12 24 24", width: 18, height: 18, "aria-hidden": "true", class: `icon ${cls}` });
  const drawn = {
    circle: ["circle", { r: 8 }], ring: ["circle", { r: 6.2, class: "hollow" }], square: ["rect", { x: -7.5, y: -7.5, width: 15, height: 15 }],
    page: ["path", { d: "M-7-9.500H2L7-4.500V9.500H-7Z" }], diamond: ["path", { d: "M0-10.500 10.500 0 0 10.500-10.500 0Z" }],
    hexagon: ["path", { d: "M9.500 0 4.750 8.200H-4.750L-9.500 0-4.750-8.200H4.750Z" }], triangle: ["path", { d: "M0-9.500 9.500 7.500H-9.500Z" }],
    chip: ["rect", { x: -10.5, y: -6, width: 21, height: 12, rx: 2.5 }],
  }[look.shape];
  svg.append(vector(...drawn));
  return svg;
}

function lineSample(name) {
  const look = data.relations[name], svg = vector("svg", { viewBox: "0 0 34 12", width: 28, height: 10, "aria-hidden": "true", class: `line ${name}` });
  svg.append(vector("path", { d: "M1 6H26", "stroke-dasharray": look.dash.join(" ") || "none", fill: "none" }), vector("path", { d: "M33 6 25 2.500V9.500Z", class: "head" }));
  return svg;
}
