// Elements are made here and nowhere else; text only ever becomes a text node.

const SVG = "http://www.w3.org/2000/svg";
const HIDDEN_DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function byId(id) {
  return document.getElementById(id);
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// Text of unknown direction: it cannot turn around what stands beside it.
function isolated(text) {
  return make("bdi", {}, text);
}

// One line for a canvas or an attribute, where no element can isolate it.
function plain(text) {
  return text.replace(HIDDEN_DIRECTION, "").replace(/\s+/g, " ");
}

function button(label, run, attributes = {}) {
  return make("button", { type: "button", ...attributes, on: { click: run } }, ...(Array.isArray(label) ? label : [label]));
}

// An address becomes a link only where it leads to the web.
function webLink(address) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    return isolated(address);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return isolated(address);
  const shown = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  return make("a", { href: url.href, rel: "noopener noreferrer", target: "_blank" }, isolated(shown));
}

function vector(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// Offsets count code points, not the UTF-16 units that JavaScript strings are made of.
function marked(text, begin, end) {
  const letters = Array.from(text);
  const quote = make("bdi", { class: "quote" });
  quote.append(letters.slice(0, begin).join(""), make("mark", {}, letters.slice(begin, end).join("")), letters.slice(end).join(""));
  return quote;
}

function counted(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
