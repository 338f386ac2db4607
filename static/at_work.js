// A button with data-at-work says what it is doing once its form is sent. Nothing depends on it.
"use strict";

let pressed = null;

function finish() {
  if (!pressed) return;
  pressed.button.textContent = pressed.text;
  pressed.button.removeAttribute("aria-busy");
  pressed.button.style.minWidth = pressed.button.style.minHeight = "";
  pressed.said.remove();
  pressed = null;
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.dataset.atWork) return;
  if (pressed) {
    event.preventDefault(); // It is on its way already.
    return;
  }
  // It keeps its size, so that nothing around it moves.
  const { width, height } = button.getBoundingClientRect();
  button.style.minWidth = `${width}px`;
  button.style.minHeight = `${height}px`;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  button.after(said);
  pressed = { button, text: button.textContent, said };
  button.setAttribute("aria-busy", "true");
  button.textContent = said.textContent = button.dataset.atWork;
});

// Whoever goes back finds the page as it was left.
window.addEventListener("pageshow", finish);
