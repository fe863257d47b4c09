// 'Anderes Ziel': a combobox. What is chosen becomes a radio row of the form it stands in.
"use strict";

{
  let asked = 0, waiting;
  const field = (element) => element.closest?.("[data-targets]");
  const list = (input) => document.getElementById(input.getAttribute("aria-controls"));
  const options = (input) => [...list(input).querySelectorAll("[role=option]:not([aria-disabled])")];

  const close = (input) => {
    list(input).hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (input, option) => {
    options(input).forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const search = async (input) => {
    const number = ++asked, words = input.value.trim();
    if (!words) return close(input);
    const address = input.dataset.targets;
    const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
    if (number !== asked || !answer.ok) return;
    list(input).innerHTML = await answer.text(); // our own server's markup, escaped there
    list(input).hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(input, options(input)[0]);
  };
  const choose = (input, option) => {
    const { value, title, more, opensDossier } = option.dataset;
    const form = input.closest("form"), place = form.querySelector("[data-chosen]") ?? form.querySelector(".pick");
    place.querySelector("[data-own]")?.remove();
    const row = document.createElement("label"), radio = document.createElement("input");
    row.dataset.own = "";
    Object.assign(radio, { type: "radio", name: "to", value, checked: true });
    radio.dataset.opensDossier = opensDossier;
    const head = document.createElement("span"), line = document.createElement("span");
    head.className = opensDossier ? "strong" : "strong num"; head.textContent = title;
    line.className = "meta"; line.textContent = opensDossier ? option.querySelector(".meta").textContent : more;
    row.append(radio, head, document.createElement("span"), line);
    place.append(row);
    place.hidden = false;
    input.value = "";
    close(input);
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    form.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { opens: Boolean(opensDossier) } }));
  };

  document.addEventListener("input", (event) => {
    const input = field(event.target);
    if (!input) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => search(input), 120);
  });
  document.addEventListener("keydown", (event) => {
    const input = field(event.target);
    if (!input || event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !list(input).hidden, all = options(input), at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" && !open) { event.preventDefault(); search(input); }
    else if (event.key === "ArrowDown") { event.preventDefault(); mark(input, all[(at + 1) % all.length]); }
    else if (event.key === "ArrowUp" && open) { event.preventDefault(); mark(input, all[(at - 1 + all.length) % all.length]); }
    else if (event.key === "Enter") { event.preventDefault(); if (open && all[at]) choose(input, all[at]); }
    else if (event.key === "Escape" && open) { event.preventDefault(); event.stopPropagation(); close(input); }
  }, true);
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest?.(".options [role=option]:not([aria-disabled])");
    if (!option) return;
    event.preventDefault(); // the field keeps the focus
    choose(document.querySelector(`[aria-controls="${option.parentElement.id}"]`), option);
  });
  document.addEventListener("focusout", (event) => { const input = field(event.target); if (input) close(input); });
}
