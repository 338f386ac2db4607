// Keys for those who work without a mouse. A key presses what stands on the page: nothing can be
// done by key alone, and nothing here knows what a button does. templates/about/keys.html says
// which keys there are.
const OFF = "firstline-keys-off";
const WAITING_FOR_SECOND = 1500; // milliseconds between "g" and where to go

const ROWS = "[data-rows] > *";
const isSeen = (element) => Boolean(element.offsetParent);
const rows = () => [...document.querySelectorAll(ROWS)].filter(isSeen);
const currentRow = () => document.activeElement?.closest(ROWS);
const isOff = () => localStorage.getItem(OFF) !== null;

const STEPS = ["j", "k"];

let goSince = -Infinity;

// For a moment, what is new takes no clicks on its buttons (static/css/components/buttons.css): nor
// does it take keys, since the second half of a double press was meant for what was there before.
const isSettling = () =>
  getComputedStyle(currentRow() ?? document.querySelector("main")).getPropertyValue(
    "--clicks-on-buttons",
  ) === "none";

function isTyping(element) {
  return Boolean(element.closest("input, textarea, select, [contenteditable], dialog"));
}

function focusRow(row) {
  if (!row) return false;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function step(by) {
  const all = rows();
  const place = currentRow() ? all.indexOf(currentRow()) + by : 0;
  return focusRow(all[Math.min(Math.max(place, 0), all.length - 1)]);
}

function press(element) {
  element?.click();
  return Boolean(element);
}

function search() {
  const field = document.querySelector("#everywhere");
  if (!field?.offsetParent) return press(document.querySelector(".everywhere-link"));
  field.focus();
  return true;
}

// Only where the row itself has the focus: on a link or a button, Enter is the browser's.
function openRow() {
  const row = document.activeElement;
  if (!row.matches(ROWS)) return false;
  return isSettling() || press(row.querySelector(".what > a") ?? row.querySelector("a"));
}

function assignTo(digit) {
  if (isSettling()) return false;
  const suggested = [...(currentRow()?.querySelectorAll(".give button") ?? [])];
  return press(suggested.filter(isSeen)[digit - 1]);
}

function showKeys() {
  const link = document.querySelector("a[data-keys]");
  if (link) fillDialog(link.href);
  return Boolean(link);
}

async function fillDialog(address) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-label", "Keys");
  dialog.append(...page.querySelector("#keys").childNodes);
  const close = document.createElement("button");
  close.className = "btn btn-quiet";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(close, switchOff());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// Whoever's software takes keys for its own turns these off, for this browser.
function switchOff() {
  const button = document.createElement("button");
  button.className = "btn btn-quiet";
  const say = () => (button.textContent = isOff() ? "Turn these keys on" : "Turn these keys off");
  button.addEventListener("click", () => {
    if (isOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    say();
  });
  say();
  return button;
}

// Each does what it says and returns whether there was anything to do.
const KEYS = {
  "?": showKeys,
  "/": search,
  j: () => step(1),
  k: () => step(-1),
  n: () => focusRow(document.querySelector(".is-next")) || press(document.querySelector("a[data-next]")),
  a: () => press(currentRow()?.querySelector(".give > a")),
  Enter: openRow,
  g: () => {
    goSince = performance.now();
    return true;
  },
};

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (key === "Escape" && target.matches("#everywhere")) target.blur();
  if (event.repeat && !STEPS.includes(key)) return; // held down, it presses once
  if (isTyping(target) || (isOff() && key !== "?")) return;
  const goes = performance.now() - goSince < WAITING_FOR_SECOND;
  goSince = -Infinity;
  let done;
  if (goes) {
    done = /^[a-z]$/.test(key) && press(document.querySelector(`[data-go="${key}"]`));
  } else if (/^[1-9]$/.test(key)) {
    done = assignTo(key);
  } else {
    done = Object.hasOwn(KEYS, key) && KEYS[key]();
  }
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("a[data-keys]") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  showKeys();
});

// Where an address leads to a row, one goes on from there.
const led = location.hash ? document.getElementById(location.hash.slice(1)) : null;
if (led?.matches(ROWS)) focusRow(led);
