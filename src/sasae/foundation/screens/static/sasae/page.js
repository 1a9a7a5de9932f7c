// What a page does beyond HTML. Everything works without it.
"use strict";

// 1. Unsaved input is not lost by a slip: leaving a changed form asks first.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-keep]")) unsaved = true;
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-keep]")) unsaved = false;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// 2. A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});

// 3. The error summary takes the focus, so that it is read out first.
document.querySelector("[data-focus]")?.focus();

// 4. Shortcut keys: / to the search, Alt+N and Alt+P through the pages, ? for the list of keys.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const search = document.querySelector(".filters input, [type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
  if (event.altKey && (event.key === "n" || event.key === "p")) {
    document.querySelector(event.key === "n" ? "a[rel=next]" : "a[rel=prev]")?.click();
  }
  if (event.key === "?" && !typing) document.querySelector("#keys")?.toggleAttribute("open");
});

// The explanation at a field: Alt+H opens and closes it, so that Tab goes from input to input.
for (const one of document.querySelectorAll(".explain > summary")) one.tabIndex = -1;
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.key.toLowerCase() !== "h") return;
  const explained = event.target.closest(".field")?.querySelector(".explain");
  if (explained) {
    event.preventDefault();
    explained.toggleAttribute("open");
  }
});

// 5. A fragment that could not be fetched says so instead of staying silent.
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    const note = document.querySelector("#trouble");
    if (note) note.hidden = false;
  });
}

// 6. Printing by a button instead of the browser's menu.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
