// The graph as it came: nodes, edges, and who stands beside whom.

const data = JSON.parse(byId("data").textContent);
const nodes = data.nodes.map((node, i) => ({ ...data.details[i], index: i, cls: node.group, short: node.label, x: node.x, y: node.y, size: node.size }));
const edges = data.edges.map((edge, i) => ({ index: i, from: edge.from, to: edge.to, relation: edge.label, confidence: edge.value, rule: edge.title }));
const results = data.results;
const beside = nodes.map(() => []);
for (const edge of edges) {
  beside[edge.from].push(edge);
  if (edge.to !== edge.from) beside[edge.to].push(edge);
}
const byName = new Map(nodes.map((node) => [node.id, node]));
const byRank = [...nodes].sort((a, b) => a.rank - b.rank);

function otherEnd(edge, index) {
  return nodes[edge.from === index ? edge.to : edge.from];
}

function className(node) {
  return node.cls.toLowerCase();
}

function supportText(node) {
  if (node.cls === "Paper") return counted(beside[node.index].length, "connection", "connections");
  return node.support ? counted(node.support, "paper", "papers") : "a parent term";
}

// The quotes by which a paper names the thing that an edge leads to.
function edgeQuotes(edge) {
  return nodes[edge.to].evidence.filter(([paper]) => paper === edge.from);
}

function edgeResults(edge) {
  if (edge.relation !== "comparedTo") return [];
  return nodes[edge.from].results.filter((r) => results[r].systems.includes(edge.from) && results[r].baselines.includes(edge.to));
}
