// The frame: live region, keys, dialogs, menus, lists. No framework; each page works without it where it can.
"use strict";

const said = (words) => {
  const region = document.getElementById("said");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 50); // the same words again are spoken again
};
document.addEventListener("said", (event) => said(event.detail.value ?? event.detail));

// --- Dialogs: a button with data-opens opens one; Esc and data-closes close it; the browser gives the focus back.
const openDialog = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog?.showModal || dialog.open) return false;
  document.querySelectorAll(".menu:popover-open").forEach((menu) => menu.hidePopover());
  dialog.showModal();
  (dialog.querySelector("[autofocus], .kern-dialog__body :is(input, select, textarea):not([type=hidden])") ?? dialog).focus();
  return true;
};
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener && openDialog(opener.dataset.opens)) return event.preventDefault();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  const demo = event.target.closest("[data-demo]");
  if (demo) {
    document.getElementById("username").value = demo.dataset.demo;
    document.getElementById("password").value = "demo";
    document.querySelector("form [type=submit]").focus();
  }
  if (event.target.closest("[data-prints]")) window.print();
});
// What was done from a dialog is done: it closes when its form was answered without an error. An error is told inside.
document.addEventListener("htmx:afterRequest", (event) => {
  document.getElementById("work")?.removeAttribute("aria-busy");
  if (event.detail.successful) event.detail.elt.closest?.("dialog[open]")?.close();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const body = event.detail.isError && event.detail.requestConfig.elt.closest?.("dialog[open]")?.querySelector(".kern-dialog__body");
  if (!body) return;
  let place = body.querySelector("[data-problem]");
  if (!place) { place = document.createElement("div"); place.dataset.problem = ""; body.prepend(place); }
  event.detail.target = place;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const problem = document.getElementById("problem");
  if (event.detail.target?.id === "work") event.detail.target.setAttribute("aria-busy", "true");
  if (problem && event.detail.requestConfig.verb !== "get") problem.replaceChildren();
});
document.addEventListener("htmx:sendError", () => {
  const words = document.body.dataset.lost;
  if (words) { document.getElementById("problem").textContent = words; said(words); }
});

// --- Menus: a popover under its button.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.classList?.contains("menu") || event.newState !== "open") return;
  const box = document.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = box.bottom + 4 + size.height <= innerHeight;
  menu.style.top = `${below ? box.bottom + 4 : Math.max(4, box.top - 4 - size.height)}px`;
  menu.style.left = `${Math.max(4, Math.min(box.right - size.width, innerWidth - size.width - 4))}px`;
}, true);

// --- Keys. Letters and digits act outside fields only, without Ctrl, Alt, Meta, and can be switched off.
const inField = (element) => element.closest?.("input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]");
const visible = (element) => element.checkVisibility?.({ checkVisibilityCSS: true }) ?? element.offsetParent !== null;
const act = (element) => {
  if (element.matches("input:not([type=radio], [type=checkbox]), textarea, select")) { element.focus(); element.select?.(); } else element.click();
};
const byKey = (key) => [...document.querySelectorAll("[aria-keyshortcuts]")].find(
  (element) => element.getAttribute("aria-keyshortcuts").toLowerCase().split(" ").includes(key) && visible(element) && !element.disabled);
let going = 0;
const letter = (event) => {
  if (document.documentElement.dataset.keys === "off" || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (document.querySelector("dialog[open]") || inField(event.target) || event.key.length !== 1) return;
  const key = event.key.toLowerCase();
  if (Date.now() - going < 1500) {
    going = 0;
    const place = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (place) { event.preventDefault(); return place.click(); }
  }
  if (key === "g") { going = Date.now(); return; }
  const custom = new CustomEvent("shortcut", { bubbles: true, cancelable: true, detail: { key } });
  if (!event.target.dispatchEvent(custom)) return event.preventDefault();
  const target = byKey(key);
  if (target) { event.preventDefault(); act(target); }
};
// --- Lists: arrows move the focus from row to row, Home and End to the ends.
const arrows = (event) => {
  const row = event.target.closest?.(".list > li > a, .list > li > button, tbody a, .tree summary, .tree li > a");
  if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
  const list = row.closest(".list, table, .tree");
  const rows = list.matches("table")
    ? [...list.querySelectorAll("tbody tr")].map((line) => line.querySelector("a")).filter(Boolean)
    : [...list.querySelectorAll(".tree summary, .tree li > a, :scope > li > a, :scope > li > button")].filter(visible);
  const at = rows.indexOf(row);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (at < 0 || to === undefined || !rows[to]) return;
  event.preventDefault();
  rows[to].focus();
  rows[to].scrollIntoView({ block: "nearest" });
};
// --- Ctrl+Enter: the main act of the form one is in (or of the page).
const main = (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const place = document.querySelector("dialog[open]") ?? event.target.closest("form") ?? document;
  const button = place.querySelector("[data-main]") ?? document.querySelector("main [data-main]");
  if (button && !button.disabled) { event.preventDefault(); button.click(); }
};
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  main(event);
  if (!event.defaultPrevented) arrows(event);
  if (!event.defaultPrevented) letter(event);
});

// --- After a swap the focus goes where the answer says (data-focus), once.
document.addEventListener("htmx:afterSettle", () => {
  const target = document.querySelector("[data-focus]");
  if (!target) return;
  target.removeAttribute("data-focus");
  target.focus({ preventScroll: false });
});
if (document.body.hasAttribute("data-print")) addEventListener("load", () => print());
// --- Selects and boxes that send their form when changed.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

window.aktenverbund = { said, openDialog, csrf: () => document.body.dataset.csrf };
