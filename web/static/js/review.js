// Keys for the list of a proposal's lines, heard only while the focus is in it; and what a line needs is taken with it.
"use strict";

const list = document.querySelector("[data-lines]");

function boxes() {
  return [...list.querySelectorAll("input[type=checkbox]")];
}

function move(step) {
  const all = boxes();
  const at = all.indexOf(document.activeElement);
  all[(at + step + all.length) % all.length]?.focus();
}

function choose(wanted) {
  for (const box of boxes()) box.checked = wanted;
}

const KEYS = { j: () => move(1), k: () => move(-1), a: () => choose(true), n: () => choose(false) };

list?.addEventListener("keydown", (event) => {
  const key = event.ctrlKey || event.metaKey || event.altKey ? "" : event.key.toLowerCase();
  if (!KEYS[key]) return;
  event.preventDefault();
  KEYS[key]();
});

list?.addEventListener("change", (event) => {
  const box = event.target;
  const needed = (one) => (one.dataset.needs ?? "").split(" ").filter(Boolean);
  for (const other of boxes()) {
    if (box.checked && needed(box).includes(other.value)) other.checked = true;
    if (!box.checked && needed(other).includes(box.value)) other.checked = false;
  }
});
