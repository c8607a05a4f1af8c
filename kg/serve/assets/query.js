// The editor in place of the text field; without it the field works all the same.

const form = document.getElementById("ask"), area = document.getElementById("query"), LONGEST = 6000; // characters of a query in an address
const { prefixes, terms } = JSON.parse(document.getElementById("editor").textContent);
let read = () => area.value;

function run() {
  form.requestSubmit();
}

form.addEventListener("submit", () => {
  area.value = read();
  form.method = area.value.length > LONGEST ? "post" : "get";
  for (const button of form.querySelectorAll("button")) button.disabled = true;
});
addEventListener("pageshow", () => {
  for (const button of form.querySelectorAll("button")) button.disabled = false;
});

function completer(name, words, valid) {
  return {
    name,
    get: () => Promise.resolve(words),
    isValidCompletionPosition: (editor) => valid(editor.getCompleteToken(), editor),
    preProcessToken: (editor, token) => token,
    postProcessToken: (editor, token, suggestion) => suggestion,
    bulk: true,
    autoShow: true,
    persistenceId: null,
  };
}

// A prefix of ours that the text uses gets its declaration, so that the text runs anywhere.
function declare(editor) {
  const known = editor.getPrefixesFromQuery(), text = editor.getValueWithoutComments().replace(/<[^>]*>|"[^"]*"|'[^']*'/g, "");
  for (const [, prefix] of text.matchAll(/(?<![\w?$:-])([a-z]+):\w/g)) {
    if (prefixes[prefix] && !known[prefix]) {
      known[prefix] = prefixes[prefix];
      editor.addPrefixes({ [prefix]: prefixes[prefix] });
    }
  }
}

function edit() {
  const place = document.createElement("div"), names = [...terms, ...Object.keys(prefixes).map((prefix) => `${prefix}:`)];
  place.className = "editor";
  area.before(place);
  Yasqe.registerAutocompleter(completer("terms", names, (token) => /^[a-z]+:?\w*$/i.test(token.string)));
  Yasqe.defaults.autocompleters = ["variables", "terms"]; // its other ones ask other hosts
  const editor = new Yasqe(place, {
    value: area.value, persistenceId: null, showQueryButton: false, createShareableLink: null, consumeShareLink: null,
    resizeable: false, prefixCcApi: null, editorHeight: "auto", lineWrapping: true, viewportMargin: Infinity, collapsePrefixesOnLoad: false,
  });
  editor.setOption("extraKeys", {
    "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-Space": () => editor.autocomplete(), "Ctrl-/": () => editor.commentLines(), Tab: false, "Shift-Tab": false,
  });
  editor.getInputField().setAttribute("aria-label", "SPARQL");
  area.hidden = true;
  read = () => editor.getValue();
  declare(editor);
  editor.on("change", () => declare(editor));
  form.closest("details")?.addEventListener("toggle", () => editor.refresh());
  editor.refresh();
  document.documentElement.dataset.editor = "yes";
}

document.querySelector(".keys").hidden = false;
area.addEventListener("keydown", (event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && run());
try {
  edit();
} catch (error) {
  document.querySelector(".editor")?.remove();
  area.hidden = false;
  console.warn(`The editor cannot start: ${error}`);
}
