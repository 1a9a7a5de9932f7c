// What was looked up never takes the place of what was typed, or is being typed, meanwhile: one question is asked at a
// time, and its answer leaves alone what was touched since. Without this a look-up is a page of its own.
"use strict";

const touched = new Set();
let late = false;

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => touched.add(event.target.closest("[id^=box_]")), true);
}

document.addEventListener("htmx:configRequest", () => touched.clear());

function isHeld(box) {
  return touched.has(box) || (document.activeElement.matches("input") && box.contains(document.activeElement));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const {target, requestConfig} = event.detail;
  const others = requestConfig.elt.getAttribute("hx-select-oob") ?? "#looked";
  late = [target, ...document.querySelectorAll(others)].some(isHeld);
  if (isHeld(target)) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const box = event.detail.target;
  if (isHeld(box)) event.detail.shouldSwap = false;
  if (late && box.id === "looked") event.detail.fragment.querySelector("#looked").textContent = "";
});
