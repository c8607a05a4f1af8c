// Search with suggestions, over labels and other names; it finds nodes that are not drawn, too.

const MOST_SUGGESTIONS = 12;

function folded(text) {
  return plain(text).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

let searchable = null;

// Folding the names of a large graph takes a while: it waits for the first search.
function entries() {
  searchable ??= nodes.map((node) => ({ node, label: folded(node.label), names: node.aliases.map(folded) }));
  return searchable;
}

function grade(entry, wanted) {
  if (entry.label === wanted) return 0;
  if (entry.label.startsWith(wanted)) return 1;
  if (entry.names.includes(wanted)) return 1;
  const at = entry.label.indexOf(wanted);
  if (at > 0) return /[a-z0-9]/.test(entry.label[at - 1]) ? 4 : 2;
  return entry.names.some((name) => name.startsWith(wanted)) ? 3 : entry.names.some((name) => name.includes(wanted)) ? 5 : -1;
}

function suggestions(text) {
  const wanted = folded(text).trim();
  if (!wanted) return byRank.filter((node) => node.cls !== "Paper" && !node.generic).slice(0, 8);
  return entries().map((entry) => ({ node: entry.node, grade: grade(entry, wanted) })).filter((hit) => hit.grade >= 0)
    .sort((a, b) => a.grade - b.grade || b.node.support - a.node.support || a.node.rank - b.node.rank)
    .slice(0, MOST_SUGGESTIONS).map((hit) => hit.node);
}

function setUpSearch() {
  const input = byId("search"), list = byId("suggestions");
  let shown = [], at = -1;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const pick = (node) => {
    close();
    input.value = "";
    choose(node.index);
  };
  const move = (to) => {
    at = shown.length ? (to + shown.length) % shown.length : -1;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const open = () => {
    shown = suggestions(input.value);
    list.replaceChildren(...shown.map((node, i) => {
      const item = make("li", { role: "option", id: `suggestion-${i}`, "aria-selected": "false" }, icon(node.cls), isolated(node.short), make("span", { class: "sub" }, supportText(node)));
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        pick(node);
      });
      return item;
    }));
    if (!shown.length) list.append(make("li", { class: "none" }, "Nothing of that name"));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    at = -1;
    if (input.value.trim() && shown.length) move(0);
  };
  input.addEventListener("input", open);
  input.addEventListener("focus", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      else move(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      pick(shown[at]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (list.hidden) input.blur();
      close();
    }
  });
}
