// Comfort for the form of an entry, which works without: errors are read first, a new row is typed into at once.
"use strict";

document.getElementById("fehler")?.focus();

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[hx-get]");
  if (!button) return;
  const rows = document.querySelector(button.getAttribute("hx-target"));
  new MutationObserver((_changes, observer) => {
    observer.disconnect();
    rows.lastElementChild?.querySelector("select, input:not([type=hidden])")?.focus();
  }).observe(rows, { childList: true });
});
