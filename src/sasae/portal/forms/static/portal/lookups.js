// What was looked up never takes the place of what was typed meanwhile. Without this a look-up is a page of its own.
"use strict";

let sent = new Map();

document.addEventListener("htmx:configRequest", (event) => {
  sent = new Map(event.detail.formData.entries());
});

function typedSince(box) {
  return [...box.querySelectorAll("input, select")].some((one) => one.value !== String(sent.get(one.name) ?? ""));
}

for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) {
  document.addEventListener(name, (event) => {
    const box = event.detail.target;
    if (box?.id?.startsWith("box_") && typedSince(box)) event.detail.shouldSwap = false;
  });
}
