// Keeps a page as it is on the desk, for as long as it is open: asks what is new, and puts it in
// (app/web/live.py). What is compared are parts of the page (data-part), and in lists (data-rows)
// the rows, by their text as it came. Parts with the same data-with are put in together. What
// somebody is using stays as it is, and for a while so does all that would move it: what is new of
// that waits. Without this script, the page does the same.

const EVERY = 1500; // in milliseconds, as all of these: how often it asks,
const EVERY_HIDDEN = 30_000; // when nobody sees the page,
const SLOWEST = 10_000; // and at least, while nobody answers
const PATIENCE = 10_000; // so long it waits for an answer
const LOOKED_AT = 20_000; // so long after the last move, somebody looks at what the pointer is on
const NOTICED = 15_000; // so long a notice stands there
const LONGEST_WAIT = 2_000; // so long a link waits for what was pressed before it

const SEEN = "Firstline-Seen";
const TAG = "Firstline-Tag";
const DONE = "done";

const ROWS = "[data-rows] > *";
const keyOf = (row) => row.dataset.row ?? row.id;

const live = document.getElementById("live");
const main = document.querySelector("main");
const clocks = document.querySelectorAll(".live-clock");
const notices = main.querySelector(".notices");
const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
status.ariaLive = "polite";
const says = Object.assign(document.createElement("p"), { className: "live-says", hidden: true });
main.append(status, says);

let tag = live.dataset.tag;
let asOf = live.dataset.asOf;
let latest = ""; // what the desk said last, while not all of it is put in
let round = 0; // counts what somebody does in the page: an answer from before is of no use
let failures = 0;
let unsent = ""; // what was pressed and not sent, until something is pressed again
let timer;
let lastMove = -Infinity;
let usesKeys = false;
let pointer = [0, 0];

// What is known of what stands there: its text as it came

const texts = new WeakMap();
const NEW_EACH_TIME = /<input type="hidden" name="(csrf_token|command_id)"[^>]*>/g;

/** The text of an element, as it was when it was first asked for. */
function textOf(element, shorten = () => {}) {
  if (!texts.has(element)) {
    const copy = element.cloneNode(true);
    shorten(copy);
    texts.set(element, copy.outerHTML.replace(NEW_EACH_TIME, ""));
  }
  return texts.get(element);
}

const partsOf = (content) => [...content.querySelectorAll("[data-part]")];
const withOf = (part) => part.dataset.with;
const listOf = (part) => (part.matches("[data-rows]") ? part : part.querySelector("[data-rows]"));
const frameOf = (content) =>
  textOf(content, (copy) => {
    for (const { name } of [...copy.attributes]) copy.removeAttribute(name);
    for (const part of partsOf(copy)) part.replaceWith(`(${part.dataset.part})`);
  });
const partText = (part) => textOf(part, (copy) => listOf(copy)?.replaceChildren());

function know(content) {
  frameOf(content);
  partsOf(content).forEach(partText);
  content.querySelectorAll(ROWS).forEach((row) => textOf(row));
}

// What is in use

function isTouched(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio")
    return field.checked !== field.defaultChecked;
  if (field.type === "select-one") {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, first);
  }
  return field.value !== field.defaultValue;
}

function chooseNothing(select) {
  for (const option of select.options) option.selected = option.defaultSelected;
}

const isFilledIn = (element) =>
  [...element.querySelectorAll("input, select, textarea")].some(isTouched);

// Whoever goes elsewhere has let go of a choice that was half made, but not of what was written.
const isWrittenIn = (element) =>
  [...element.querySelectorAll("input, textarea")].some(isTouched);

const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary";

const isSomebodyThere = () => performance.now() - lastMove < LOOKED_AT;

// What has the focus or the pointer may be pressed at any time, however long somebody thinks.
const isAboutToBePressed = (element) =>
  element.contains(document.activeElement) ||
  element.querySelector(`:is(${FOCUSABLE}, label):hover`) !== null;

const isInUse = (element) =>
  isFilledIn(element) ||
  isAboutToBePressed(element) ||
  (isSomebodyThere() && element.matches(":hover"));

for (const move of ["keydown", "pointermove", "pointerdown", "wheel", "touchmove"])
  addEventListener(
    move,
    (event) => {
      lastMove = performance.now();
      usesKeys = move === "keydown";
      if (event.clientX !== undefined) pointer = [event.clientX, event.clientY];
    },
    { capture: true, passive: true },
  );

// Putting in. Each of these returns how many changes wait

function put(html, mayNotChange) {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("live");
  know(next);
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && placeOf(focused);
  const pointed = live.querySelector(":is([data-rows] > *):hover");
  const used = [focused?.closest(ROWS), pointed];
  const anchor = (usesKeys ? used : used.reverse()).find(Boolean) ?? firstInSight();
  const top = anchor?.getBoundingClientRect().top;

  const waiting = putParts(next, mayNotChange);

  const moved = anchor?.isConnected ? anchor.getBoundingClientRect().top - top : 0;
  scrollBy({ top: moved, behavior: "instant" });
  if (focused && document.activeElement !== focused)
    (focused.isConnected ? focused : found(place))?.focus({ preventScroll: true });
  document.title = next.dataset.title;
  return waiting;
}

function firstInSight() {
  return [...live.querySelectorAll(ROWS)].find(
    (row) => row.getBoundingClientRect().bottom > 0,
  );
}

function putParts(next, mayNotChange) {
  const parts = partsOf(next);
  if (frameOf(live) === frameOf(next)) {
    const old = partsOf(live);
    // A form and what it is about: nobody decides on what they have not seen.
    const together = new Set(old.filter((part) => part.dataset.with && mayNotChange(part)).map(withOf));
    const isHeld = (each) => mayNotChange(each) || together.has(withOf(each));
    return parts.reduce((sum, part, i) => sum + putPart(old[i], part, isHeld), 0);
  }
  if (mayNotChange(live)) return 1;
  texts.set(live, frameOf(next));
  live.replaceChildren(...next.childNodes);
  return 0;
}

function putPart(old, next, mayNotChange) {
  const rows = listOf(old);
  const nextRows = listOf(next);
  let waiting = 0;
  if (!rows !== !nextRows || partText(old) !== partText(next)) {
    if (!mayNotChange(old)) {
      graft(rows, nextRows);
      swap(old, next);
      return 0;
    }
    waiting = mark(old, "changed");
  } else delete old.dataset.changed;
  return waiting + (rows && nextRows ? putRows(rows, nextRows, mayNotChange) : 0);
}

/** Puts the rows that stand there already in the place of new ones that are the same. */
function graft(rows, nextRows) {
  const old = new Map([...(rows?.children ?? [])].map((row) => [textOf(row), row]));
  for (const row of [...(nextRows?.children ?? [])]) {
    const same = old.get(textOf(row));
    if (same) row.replaceWith(same);
  }
}

function putRows(list, nextList, mayNotChange) {
  const rows = [...list.children];
  const next = [...nextList.children];
  const its = new Map(next.map((row) => [keyOf(row), row]));
  let waiting = 0;

  // All rows above one that is in use stay where they are; as they are, unless that moves nothing.
  // Where nobody moves any more, they come and go, and the window is scrolled (`put`).
  const last = isSomebodyThere() ? rows.findLastIndex(mayNotChange) : -1;
  const held = rows.slice(0, last + 1).map((row) => {
    const new_ = its.get(keyOf(row));
    if (new_ && textOf(new_) === textOf(row)) delete row.dataset.changed;
    else if (new_ && mayGive(row, new_, mayNotChange) && isAsHigh(row, new_)) return new_;
    else waiting += mark(row, new_ ? "changed" : "gone");
    return row;
  });
  const heldKeys = new Set(held.map(keyOf));
  const lowest = held.findLast((row) => its.has(keyOf(row)));
  const border = lowest ? next.indexOf(its.get(keyOf(lowest))) + 1 : 0;
  const isNotHeld = (row) => !heldKeys.has(keyOf(row));
  const above = new Set(next.slice(0, held.length ? border : 0).filter(isNotHeld).map(keyOf));
  waiting += above.size;

  const before = new Map(rows.filter(isNotHeld).map((row) => [keyOf(row), row]));
  const below = (held.length ? next.slice(border) : next).filter(isNotHeld).map((row) => {
    const old = before.get(keyOf(row));
    if (!old) return row;
    if (textOf(old) === textOf(row)) {
      delete old.dataset.changed;
      return old;
    }
    if (!mayGive(old, row, mayNotChange)) {
      waiting += mark(old, "changed");
      return old;
    }
    keepOpen(old, row);
    keepChoice(old, row);
    return row;
  });
  const order = [...held, ...[...before.values()].filter((row) => above.has(keyOf(row))), ...below];
  for (const row of rows) {
    if (its.has(keyOf(row)) || order.includes(row) || !mayNotChange(row)) continue;
    waiting += mark(row, "gone");
    const earlier = new Set(rows.slice(0, rows.indexOf(row)).map(keyOf));
    order.splice(order.findLastIndex((each) => earlier.has(keyOf(each))) + 1, 0, row);
  }
  for (const row of rows) if (!order.includes(row)) row.remove();
  order.forEach((row, i) => {
    if (list.children[i] !== row) list.insertBefore(row, list.children[i] ?? null);
  });
  return waiting;
}

// A row that is in use gives way to one in which only figures are others, since a minute has passed,
// and that offers the same to press.
const mayGive = (old, next, mayNotChange) =>
  !mayNotChange(old) ||
  (!isFilledIn(old) && offered(old) === offered(next) && words(old) === words(next));

const offered = (row) =>
  [...row.querySelectorAll(FOCUSABLE)].map((each) => each.outerHTML).join("\n");

const words = (row) => row.textContent.replace(/\d+/g, "");

function isAsHigh(old, next) {
  const height = old.offsetHeight;
  swap(old, next);
  keepChoice(old, next);
  if (next.offsetHeight === height) return true;
  next.replaceWith(old);
  return false;
}

function swap(old, next) {
  keepOpen(old, next);
  old.replaceWith(next);
}

function keepOpen(old, next) {
  const opened = [old, ...old.querySelectorAll("details")];
  [next, ...next.querySelectorAll("details")].forEach((each, i) => {
    if (each.localName === "details" && opened[i]) each.open = opened[i].open;
  });
}

/** What somebody has chosen in a row, and not sent yet. */
function keepChoice(old, next) {
  const [chosen, select] = [old, next].map((row) => row.querySelector("select"));
  if (chosen && select && isTouched(chosen)) select.value = chosen.value;
}

function mark(element, word) {
  element.dataset.changed = word;
  return 1;
}

// The focus

/** Where something stands, to find what is in its place later. */
function placeOf(element) {
  const row = element.closest(ROWS);
  const rows = row ? [...row.parentElement.children] : [];
  const i = rows.indexOf(row);
  return {
    id: element.id,
    part: element.closest("[data-part]")?.dataset.part,
    keys: [...rows.slice(i), ...rows.slice(0, Math.max(0, i)).reverse()].map(keyOf),
    like: [
      (each) => each.outerHTML === element.outerHTML,
      (each) => each.localName === element.localName && nameOf(each) === nameOf(element),
    ],
  };
}

const nameOf = (element) => element.textContent.trim() || element.name;

function found({ id, part, keys, like }) {
  const same = id ? document.getElementById(id) : null;
  if (same) return same.matches(ROWS) ? focusable(same) : same;
  const around = partsOf(live).find((each) => each.dataset.part === part);
  const rows = [...(around?.querySelectorAll(ROWS) ?? [])];
  const key = keys.find((each) => rows.some((row) => keyOf(row) === each));
  const its = rows.find((row) => keyOf(row) === key);
  // Where its row is gone, one goes on from the next one.
  if (its && key !== keys[0]) return focusable(its);
  const inside = its ?? around ?? live;
  const there = [...inside.querySelectorAll(FOCUSABLE)];
  const likeIt = like.map((isLike) => there.find(isLike)).find(Boolean);
  return likeIt ?? (its ? focusable(its) : there[0]) ?? main;
}

function focusable(row) {
  row.tabIndex = -1;
  return row;
}

// Asking

async function ask() {
  clearTimeout(timer);
  const mine = round;
  const answer = await answerTo(tag);
  if (mine !== round) return;
  if (!answer) {
    failures += 1;
    if (failures > 1) {
      tell(`as of ${asOf}`);
      say(`No connection since ${asOf}, trying again`);
    }
    return again();
  }
  const { response, text } = answer;
  if (response.redirected || !isOfThisPage(response)) return stop();
  failures = 0;
  hear(response, text);
  if (latest) show(isInUse);
  else say();
  again();
}

/** What the desk says to that; nothing, where it does not answer. */
async function answerTo(seen, address = location.href, send = {}) {
  try {
    const response = await fetch(address, {
      headers: { [SEEN]: seen },
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
      ...send,
    });
    if (response.status >= 500) return null;
    return { response, text: await response.text() };
  } catch {
    return null;
  }
}

function again() {
  clearTimeout(timer);
  const pause = Math.min(SLOWEST, EVERY * 2 ** failures);
  timer = setTimeout(ask, document.hidden ? EVERY_HIDDEN : pause);
}

/** Whether it is an answer to this script, by a desk that has the same. */
function isOfThisPage(response) {
  const [version] = (response.headers.get(TAG) ?? "").split("-");
  return version === live.dataset.tag.split("-")[0];
}

function hear(response, text) {
  const isNew = response.headers.get("Content-Type").startsWith("text/html");
  asOf = isNew ? response.headers.get("Firstline-Time") : text;
  tell(`live, ${asOf}`);
  if (isNew) latest = text;
  tag = response.headers.get(TAG);
}

function tell(time) {
  for (const clock of clocks) clock.textContent = time;
}

function show(mayNotChange) {
  const waiting = put(latest, mayNotChange);
  if (!waiting) latest = "";
  const changes = waiting === 1 ? "1 change waits" : `${waiting} changes wait`;
  if (waiting) say(changes, "Show what is new");
  else say();
  const said = waiting ? "Something here has changed. It waits until you are done." : "";
  if (status.textContent !== said) status.textContent = said;
}

function stop() {
  round += 1;
  // A screen on the wall has no hand to do it.
  if (live.querySelector("[data-reloads]")) return setTimeout(() => location.reload(), SLOWEST);
  tell(`as of ${asOf}`);
  says.dataset.said = "stopped";
  const link = Object.assign(document.createElement("a"), { href: location.href });
  link.textContent = "Open it again";
  says.replaceChildren("This page is not renewed any more. ", link);
  says.hidden = false;
  status.textContent = "This page is not renewed any more.";
}

/** In one place that moves nothing else; nothing, without words. What was not sent stays said. */
function say(news = "", button = "") {
  const words = [news, unsent].filter(Boolean).join(". ");
  says.hidden = !words;
  if (says.dataset.said === words) return;
  says.dataset.said = words;
  says.replaceChildren(words);
  if (!button) status.textContent = words;
  else {
    const pressed = Object.assign(document.createElement("button"), { type: "button" });
    pressed.className = "btn btn-quiet btn-small";
    pressed.textContent = button;
    pressed.addEventListener("click", () => show(isWrittenIn));
    says.append(" ", pressed);
  }
}

// What somebody does in place

/** Goes there without leaving the page. Returns whether that could be done. */
async function go(address, { from, place, send = {}, isBack = false }) {
  const mine = (round += 1);
  clearTimeout(timer);
  const answer = await answerTo(DONE, address, send);
  if (!answer || !isOfThisPage(answer.response)) return false;
  const { response, text } = answer;
  const said = new DOMParser().parseFromString(text, "text/html").querySelector(".notices");
  if (mine !== round) {
    notify(said);
    return true;
  }
  const there = new URL(response.url);
  there.hash = new URL(address, location.href).hash;
  if (send.body) history.replaceState(null, "", there);
  else if (!isBack) history.pushState(null, "", there);
  if (from?.form) renewAround(from);
  hear(response, text);
  notify(said);
  show(isWrittenIn);
  const led = there.hash ? document.getElementById(there.hash.slice(1)) : null;
  const target = led?.matches(ROWS) ? focusable(led) : led;
  const next = target || (place && found(place));
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest", behavior: "instant" });
  settle(usesKeys ? [] : [document.elementFromPoint(...pointer), next]);
  again();
  return true;
}

/** For a moment, nothing takes clicks; and for longer, what has come where these are: the second
 * half of a double click is not for it (buttons.css). */
function settle(places) {
  main.classList.toggle("settles-again");
  for (const row of places.map((place) => place?.closest(ROWS))) {
    row?.classList.remove("settles");
    row?.getBoundingClientRect(); // or the browser would not see that it was gone
    row?.classList.add("settles");
  }
}

/** A form that was sent is no longer filled in, and does not stay as it was: sent once more, it
 * would be the same. Where it is one form for all rows, that holds for its own row. */
function renewAround(button) {
  const row = button.closest(ROWS);
  const isShared = row && button.form.contains(row);
  if (isShared) row.querySelectorAll("select").forEach(chooseNothing);
  else button.form.reset();
  for (const around of isShared ? [row] : [button.closest("[data-part]"), row])
    if (around) texts.set(around, "");
}

/** Where it moves nothing, and for a while, or until there is something else. */
function notify(said) {
  if (!said?.children.length) return;
  notices.classList.add("notices-in-place");
  notices.replaceChildren(...said.childNodes);
  clearTimeout(notices.timer);
  notices.timer = setTimeout(() => notices.replaceChildren(), NOTICED);
}

const onTheirWay = new Set(); // buttons that were pressed
let before = Promise.resolve(); // whether what was pressed last is done, once it is answered

/** Whether one may go on: what was pressed before is done, so that one sees there what came of it,
 * or takes long. Where it was not sent, one has to see that here. */
const mayGoOn = async () =>
  !onTheirWay.size ||
  (await Promise.race([before.catch(() => {}), pause(LONGEST_WAIT)])) !== false;

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Whether a link leads to this page, with something else on it. */
const isOnThisPage = (link) =>
  link.origin + link.pathname === location.origin + location.pathname &&
  link.search !== location.search &&
  link.closest("#live");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const opensElsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey;
  if (!link || opensElsewhere || event.altKey || event.defaultPrevented) return;
  if (link.target || link.download || link.origin !== location.origin) return;
  const isHere = isOnThisPage(link);
  if (!isHere && !onTheirWay.size) return;
  event.preventDefault();
  const place = placeOf(link);
  if (!(await mayGoOn())) return;
  if (!isHere || !(await go(link.href, { place }))) location.assign(link.href);
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("#live form[data-in-place]") || !submitter) return;
  event.preventDefault();
  if (onTheirWay.has(submitter)) return;
  onTheirWay.add(submitter);
  // As they are when it is pressed, whatever is put in before it is sent.
  const data = new URLSearchParams(new FormData(form, submitter));
  const place = placeOf(submitter);
  before = before
    .catch(() => {})
    .then(() => sendInPlace(form, submitter, data, place))
    .finally(() => onTheirWay.delete(submitter));
});

/** Returns whether the desk has answered. */
async function sendInPlace(form, button, data, place) {
  unsent = "";
  const address = new URL(form.getAttribute("action"), location.href);
  const isSent = form.method === "post";
  if (!isSent) address.search = data;
  // What is open stays open.
  const asked = new URLSearchParams(location.search);
  for (const name of form.dataset.inPlace.split(" "))
    if (asked.has(name)) address.searchParams.set(name, asked.get(name));
  const send = isSent ? { method: "POST", body: data } : {};
  if (await go(address, { from: button, place, send })) return true;
  if (!(await answerTo(tag))) {
    failures = Math.max(failures, 1);
    unsent = `“${button.textContent.trim()}” was not sent: press it again`;
    say(`No connection since ${asOf}`);
    again();
    return false;
  }
  // The page that comes then says why; what was done already is not done twice.
  if (isSent) sendUsually(address, data);
  else location.assign(address);
  await pause(PATIENCE); // this page ends here
  return true;
}

function sendUsually(address, data) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  for (const [name, value] of data)
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}

addEventListener("popstate", async () => {
  if (!(await go(location.href, { isBack: true }))) location.reload();
});
addEventListener("online", ask);
addEventListener("pageshow", (event) => event.persisted && ask());
document.addEventListener("visibilitychange", () => document.hidden || ask());

know(live);
again();
