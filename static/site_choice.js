// Finds Sites while somebody types, and shows what those that are ticked have called about before.
// It changes nothing that the form sends, but for what has been seen by now: without it, the button
// beside the field does the same.

const PAUSE = 120; // in milliseconds: after it, somebody has typed for now

const choice = document.querySelector("[data-search]");
const form = choice.closest("form");
const field = choice.querySelector("#site_filter");
const button = choice.querySelector("button[value=find]");
const options = choice.querySelector(".site-options");
const said = choice.querySelector(".site-said");
const announced = choice.querySelector(".site-announced"); // to those who listen
const chips = choice.querySelector(".site-chips");
const before = form.querySelector("[data-called-before]");
const openThere = form.querySelector(".open-there");
const newSite = form.querySelector(".new-site");

let active = null; // the option that Enter chooses
let isFound = false; // what is listed is what these words find
let isEnterDue = false; // Enter was pressed before the answer came
let pause;

/** Asks for a part of the page. Of several questions, only the last is answered. */
function asker(address, show) {
  let latest = new AbortController();
  return async (asked) => {
    latest.abort();
    const { signal } = (latest = new AbortController());
    try {
      const response = await fetch(`${address}?${new URLSearchParams(asked)}`, { signal });
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      const part = await response.text();
      if (!signal.aborted) show(part);
    } catch (error) {
      if (error.name === "AbortError") return;
      close();
      button.hidden = false;
      said.textContent = "The desk does not answer while you type. Press Find.";
    }
  };
}

const ticked = () =>
  [...chips.querySelectorAll(":checked")].map((box) => ["site_ids", box.value]);
const listed = () => [...options.querySelectorAll("[role=option]")];

const search = asker(choice.dataset.search, (part) => {
  if (document.activeElement !== field) return;
  isFound = true;
  options.innerHTML = part;
  if (!newSite) options.querySelector(".option-acquire")?.remove();
  announced.textContent = options.querySelector(".site-options-said").textContent;
  options.hidden = !listed().length;
  field.setAttribute("aria-expanded", String(!options.hidden));
  activate(options.querySelector("[data-sole] [data-id]"));
  if (isEnterDue && active) choose(active);
  isEnterDue = false;
});

const look = before && asker(before.dataset.calledBefore, (answer) => {
  before.innerHTML = answer;
  const part = before.querySelector("template");
  openThere.replaceChildren(part.content);
  if (part.dataset.seen) form.elements.opened_at.value = part.dataset.seen;
});

function close() {
  isFound = false;
  options.hidden = true;
  options.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  activate(null);
}

function activate(option) {
  active?.setAttribute("aria-selected", "false");
  active = option;
  active?.setAttribute("aria-selected", "true");
  active?.scrollIntoView({ block: "nearest" });
  if (active) field.setAttribute("aria-activedescendant", active.id);
  else field.removeAttribute("aria-activedescendant");
}

function move(step) {
  const all = listed();
  if (!all.length) return;
  const from = active ? all.indexOf(active) : step > 0 ? -1 : 0;
  activate(all[(from + step + all.length) % all.length]);
}

function choose(option) {
  if (option.dataset.id) tick(option.dataset.id, option);
  else acquire();
}

function tick(id, words) {
  const box = document.getElementById(id) ?? chipFor(id, words);
  box.checked = true;
  settle(box);
  field.value = "";
  field.focus();
  typed();
}

function chipFor(id, words) {
  const chip = document.createElement("div");
  const box = document.createElement("input");
  const label = document.createElement("label");
  Object.assign(box, { type: "checkbox", name: "site_ids", value: id, id });
  box.className = "form-check-input";
  Object.assign(label, { htmlFor: id, className: "form-check-label" });
  label.append(...words.cloneNode(true).childNodes);
  for (const mark of label.querySelectorAll("mark")) mark.replaceWith(mark.textContent);
  chip.append(box, label);
  return box;
}

/** Puts what is ticked among the chips, and takes away what is not any more. */
function settle(box) {
  const chip = box.parentElement;
  chip.className = "form-check site-chip";
  if (box.checked) chips.append(chip);
  else chip.remove();
  announced.textContent = `${chip.textContent.trim()}: ${box.checked ? "chosen" : "taken off"}`;
  look?.(ticked());
}

/** Opens the fields of a new Site, filled in with what was looked for. */
function acquire() {
  const words = field.value.trim();
  const address = document.getElementById("address_line_1");
  close();
  newSite.open = true;
  address.value = words || address.value;
  document.getElementById("town").focus();
}

function typed() {
  // So that Enter in another field raises, instead of looking for what was looked for already.
  form.elements.filter_shown.value = field.value;
  isFound = isEnterDue = false;
  activate(null);
  clearTimeout(pause);
  if (field.value.trim()) pause = setTimeout(find, PAUSE);
  else close();
}

function find() {
  clearTimeout(pause);
  search([["q", field.value], ...ticked()]);
}

function pressed(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (options.hidden && field.value.trim()) find();
    else move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && !options.hidden) {
    event.preventDefault();
    close();
  } else if (event.key === "Enter" && button.hidden) {
    event.preventDefault();
    if (active) choose(active);
    else if (field.value.trim() && !isFound) {
      isEnterDue = true;
      find();
    }
  }
}

button.hidden = true;
field.setAttribute("role", "combobox");
field.setAttribute("aria-autocomplete", "list");
field.setAttribute("aria-expanded", "false");
field.setAttribute("aria-controls", "site-options");
field.addEventListener("input", typed);
field.addEventListener("keydown", pressed);
field.addEventListener("blur", close);
options.addEventListener("mousedown", (event) => event.preventDefault()); // the field stays in use
options.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) choose(option);
});
choice.addEventListener("change", (event) => {
  if (event.target.name !== "site_ids") return;
  settle(event.target);
  field.focus();
});
newSite?.addEventListener("toggle", () => {
  if (newSite.open && field.value.trim()) acquire();
});
