// Search as you type: a combobox with a listbox (WAI-ARIA Authoring Practices) on top of a form that works without script.
"use strict";

const PAUSE = 120;

class Search {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.list = form.querySelector("[role=listbox]");
    this.status = form.querySelector("[data-status]");
    this.chosen = -1;
    this.asked = null;
    this.prepare();
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  prepare() {
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
  }

  options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.asked?.abort();
    const words = this.input.value.trim();
    if (words.length < 2) return this.close();
    this.asked = new AbortController();
    const address = new URL(this.form.dataset.suggest, location.href);
    address.searchParams.set("q", words);
    address.searchParams.set("id", this.list.id);
    try {
      const answer = await fetch(address, { signal: this.asked.signal });
      if (answer.ok && this.input.value.trim() === words) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(html) {
    this.list.innerHTML = html; // made and escaped by our own server
    this.chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    const count = this.options().length;
    this.list.hidden = count === 0;
    this.input.setAttribute("aria-expanded", String(count > 0));
    this.status.textContent = count ? this.form.dataset.some + count : this.form.dataset.none;
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.chosen = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      return this.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !this.list.hidden) {
      event.preventDefault();
      return this.move(step);
    }
    if (event.key === "Enter" && !this.list.hidden && this.chosen >= 0) {
      event.preventDefault();
      this.go(this.options()[this.chosen]);
    }
  }

  move(step) {
    const options = this.options();
    if (!options.length) return;
    this.chosen = this.chosen < 0 && step < 0 ? options.length - 1 : (this.chosen + step + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.chosen)));
    this.input.setAttribute("aria-activedescendant", options[this.chosen].id);
    options[this.chosen].scrollIntoView({ block: "nearest" });
  }

  go(option) {
    if (option) location.assign(option.dataset.href);
  }
}

document.querySelectorAll("[data-search]").forEach((form) => new Search(form));
