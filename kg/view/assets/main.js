const data = JSON.parse(document.getElementById("data").textContent);
const nodes = data.nodes.filter((n) => !data.details[n.id].generic)
  .map((n) => ({ ...n, shape: "dot", color: data.classes[n.group].light, label: undefined, group: undefined }));
const edges = data.edges.map((e) => ({ from: e.from, to: e.to, hidden: false, arrows: "to", color: data.relations[e.label].light }));
const network = new vis.Network(document.getElementById("stage"), { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) }, data.options);
network.on("click", (event) => {
  const panel = document.getElementById("panel");
  panel.replaceChildren();
  if (!event.nodes.length) return;
  const title = document.createElement("h2");
  title.textContent = data.details[event.nodes[0]].label;
  panel.append(title);
  for (const [, text, begin, end] of data.details[event.nodes[0]].evidence) {
    const letters = [...data.texts[text]], mark = document.createElement("mark"), line = document.createElement("p");
    mark.textContent = letters.slice(begin, end).join("");
    line.append(letters.slice(0, begin).join(""), mark, letters.slice(end).join(""));
    panel.append(line);
  }
});
