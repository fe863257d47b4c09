// The in-tray: which row is open, what was opened before, digits, the sentence about who may see it.
"use strict";

{
  const KEPT = "aktenverbund-opened";
  const opened = new Set(JSON.parse(localStorage.getItem(KEPT) ?? "[]"));
  const remember = (id) => {
    if (!id || opened.has(id)) return;
    opened.add(id);
    localStorage.setItem(KEPT, JSON.stringify([...opened].slice(-500)));
  };
  // Rows as they are now: the open one, and those not opened here yet.
  const rows = () => {
    const current = document.getElementById("preview")?.dataset.opened;
    remember(current);
    document.querySelectorAll("#tray [data-row]").forEach((row) => {
      const link = row.querySelector("a"), isNew = "unread" in row.dataset && !opened.has(row.dataset.row);
      row.dataset.row === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
      row.classList.toggle("new", isNew);
      row.querySelector("[data-new]").hidden = !isNew;
      row.querySelector(".who-from").classList.toggle("strong", isNew);
    });
  };
  const chosen = () => document.querySelector("#fileform input[name=to]:checked");
  const seen = () => {
    const place = document.getElementById("seen-by"), radio = chosen();
    if (place && radio) place.textContent = radio.dataset.seen ?? "";
  };
  // What is asked again and again is not asked while nobody looks, nor while somebody types a name in a dialog.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (["tray", "reading"].includes(event.detail.elt.id) && document.hidden) event.preventDefault();
  });
  document.addEventListener("shortcut", (event) => {
    if (!/^[1-9]$/.test(event.detail.key) || !event.target.closest(".panes.tray, body")) return;
    const radio = document.querySelector(`#fileform input[name=to][aria-keyshortcuts="${event.detail.key}"]`);
    const button = document.getElementById("do");
    if (!radio || !button) return;
    event.preventDefault();
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    button.focus();
    // Never at once where a new number would be drawn.
    if (document.querySelector("[data-file-at-once]") && !radio.dataset.opensDossier) button.click();
  });
  document.addEventListener("chosen", (event) => {
    document.querySelector("#fileform .pick").hidden = false;
    (event.detail.opens ? document.getElementById("title") : document.getElementById("do"))?.focus();
  });
  document.addEventListener("change", (event) => { if (event.target.name === "to") seen(); });
  // A new dossier is called like the document until somebody says otherwise.
  let named = false;
  document.addEventListener("input", (event) => {
    if (event.target.id === "title") named = true;
    if (event.target.id === "subject" && !named) document.getElementById("title").value = event.target.value;
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target?.id === "work") named = false; rows(); });
  document.addEventListener("DOMContentLoaded", rows);
  if (document.readyState !== "loading") rows();
}
