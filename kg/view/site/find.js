// Search over every name of the site, out of the names that this page carries.

const LIMIT = 40, box = document.getElementById("search"), list = document.getElementById("found"), tally = document.getElementById("count");

function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const entries = JSON.parse(document.getElementById("names").textContent).map(([label, kind, address, aliases, support], rank) => ({
  label, kind, address, support, rank, name: folded(label), names: folded([label, ...aliases].join("\n")),
}));

function found(query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const whole = words.join(" ");
  const score = (entry) => (entry.name === whole ? 0 : entry.name.startsWith(whole) ? 1 : entry.name.includes(whole) ? 2 : 3);
  return entries.filter((entry) => words.every((word) => entry.names.includes(word))).sort((a, b) => score(a) - score(b) || a.rank - b.rank);
}

function row(entry) {
  const item = document.createElement("li"), link = document.createElement("a"), name = document.createElement("bdi"), kind = document.createElement("span");
  link.href = entry.address;
  name.textContent = entry.label;
  link.append(name);
  kind.className = `chip icon ${entry.kind}`;
  kind.textContent = entry.kind;
  item.append(link, kind);
  return item;
}

function show() {
  const all = found(box.value);
  list.replaceChildren(...all.slice(0, LIMIT).map(row));
  tally.textContent = box.value.trim() === "" ? "" : all.length > LIMIT ? `${LIMIT} of ${all.length} shown` : all.length === 0 ? "Nothing is called that" : `${all.length} found`;
}

function take() {
  if (location.hash === "#search") box.focus();
}

document.getElementById("find").hidden = false;
box.addEventListener("input", show);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter") list.querySelector("a")?.click();
  if (event.key === "Escape") {
    box.value = "";
    show();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== box) {
    event.preventDefault();
    box.focus();
  }
});
addEventListener("hashchange", take);
take();
show();
