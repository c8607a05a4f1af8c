// What a reader takes away: the visible part as a picture, as Turtle, on paper.

const PREFIXES = [
  ["dcterms", "http://purl.org/dc/terms/"], ["id", data.base], ["kg", "https://w3id.org/paperkg/ns#"],
  ["qudt", "http://qudt.org/schema/qudt/"], ["skos", "http://www.w3.org/2004/02/skos/core#"], ["xsd", "http://www.w3.org/2001/XMLSchema#"],
];
const TURTLE_ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function turtleName(id) {
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(id)) return `id:${id}`;
  const iri = /^[a-z][a-z0-9+.-]*:/i.test(id) ? id : data.base + id;
  return `<${iri.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (c) => encodeURIComponent(c))}>`;
}

function turtleText(text) {
  return `"${text.replace(/[\\"\n\r\t]/g, (c) => TURTLE_ESCAPES[c]).replace(/[\u0000-\u001f]/g, "\ufffd")}"`;
}

function turtleProperty(iri) {
  const [name, start] = PREFIXES.find(([, space]) => iri.startsWith(space));
  return `${name}:${iri.slice(start.length)}`;
}

// The visible nodes and edges, and the results behind the comparisons among them.
function turtle() {
  const lines = PREFIXES.map(([name, space]) => `@prefix ${name}: <${space}> .`), told = new Set(), out = new Map();
  for (const edge of state.visibleEdges) {
    if (edge.relation === "comparedTo") edgeResults(edge).forEach((r) => told.add(r));
    else out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  }
  for (const index of [...state.visible].sort((a, b) => a - b)) {
    const node = nodes[index], paper = node.cls === "Paper";
    lines.push("", `${turtleName(node.id)} a kg:${node.cls} ;`, `    ${paper ? "dcterms:title" : "skos:prefLabel"} ${turtleText(node.label)}`);
    for (const edge of out.get(index) ?? []) {
      lines[lines.length - 1] += " ;";
      lines.push(`    ${turtleProperty(data.relations[edge.relation].iri)} ${turtleName(nodes[edge.to].id)}`);
    }
    lines[lines.length - 1] += " .";
  }
  for (const index of [...told].sort((a, b) => a - b)) lines.push("", ...resultTurtle(results[index]));
  return `${lines.join("\n")}\n`;
}

function resultTurtle(result) {
  const parts = [`${turtleName(result.id)} a kg:Result`], link = (property, list) => {
    for (const index of list) if (index >= 0) parts.push(`${property} ${turtleName(nodes[index].id)}`);
  };
  link("kg:reportedIn", [result.paper]);
  link("kg:metric", [result.metric]);
  link("kg:ofSystem", result.systems);
  link("kg:comparedTo", result.baselines);
  parts.push(`qudt:numericValue ${turtleText(result.value)}^^xsd:decimal`, `kg:unitLabel ${turtleText(result.unit)}`);
  return `${parts.join(" ;\n    ")} .`.split("\n");
}

function save(blob, name) {
  const address = URL.createObjectURL(blob), link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function saveTurtle() {
  save(new Blob([turtle()], { type: "text/turtle" }), "graph-part.ttl");
}

function savePicture() {
  const shown = picture.still(), taken = make("canvas", { width: shown.width, height: shown.height }), ctx = taken.getContext("2d");
  ctx.fillStyle = ground();
  ctx.fillRect(0, 0, taken.width, taken.height);
  ctx.drawImage(shown, 0, 0);
  taken.toBlob((blob) => save(blob, "graph-part.png"), "image/png");
}
