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
  // The list is asked for again and again, all rows in one request, and never while nobody looks. Only rows that look
  // different are replaced: what has the focus, or is about to be clicked, stays where it is.
  const refresh = async () => {
    const list = document.getElementById("tray");
    if (!list?.dataset.list || document.hidden) return;
    const answer = await fetch(`${list.dataset.list}&seen=${list.dataset.seen}`, { headers: { "HX-Request": "true", "X-Background": "1" } }).catch(() => null);
    if (answer?.status !== 200 || list !== document.getElementById("tray")) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text(); // our own server's markup, escaped there
    reconcile(list, fresh.content.getElementById("tray"));
    for (const id of ["tray-counts", "count-in-tray"]) {
      const old = document.getElementById(id), now = fresh.content.getElementById(id);
      if (old && now) { old.replaceChildren(...now.childNodes); old.hidden = now.hidden; }
    }
    rows();
  };
  const key = (row) => `${row.dataset.row} ${row.dataset.look}`;
  const reconcile = (list, fresh) => {
    const old = new Map([...list.children].map((row) => [key(row), row]));
    const focused = document.activeElement?.id;
    const wanted = [...fresh.children].map((row) => {
      const same = row.dataset.row && old.get(key(row));
      if (!same) htmx.process(row);
      return same || row;
    });
    for (const row of [...list.children]) if (!wanted.includes(row)) row.remove();
    wanted.forEach((row, at) => { if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null); });
    list.dataset.seen = fresh.dataset.seen;
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  };
  setInterval(refresh, 2500);
  document.addEventListener("uploaded", refresh);
  document.addEventListener("visibilitychange", refresh);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "reading" && document.hidden) event.preventDefault();
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
  // When the document was read its form is drawn anew: what somebody typed or chose meanwhile is put back.
  const typed = new Set();
  let kept;
  document.addEventListener("input", (event) => { if (event.target.closest?.("#fileform") && event.target.id) typed.add(event.target.id); });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target?.id !== "fileform") return;
    const own = event.detail.target.querySelector("[data-own]"), radio = chosen();
    kept = { values: [...typed].map((id) => [id, document.getElementById(id)?.value]), own, to: radio?.value, focus: document.activeElement?.id,
      facts: event.detail.target.querySelector("details")?.open };
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (!kept || event.detail.target?.id !== "fileform") return;
    const form = document.getElementById("fileform"), { values, own, to, focus, facts } = kept;
    kept = undefined;
    for (const [id, value] of values) if (document.getElementById(id) && value !== undefined) document.getElementById(id).value = value;
    if (own) form.querySelector(".pick").append(own);
    if (own && own.querySelector("input").value === to) own.querySelector("input").checked = true;
    if (facts) form.querySelector("details").open = true;
    if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus();
  });
  // A new dossier is called like the document until somebody says otherwise.
  let named = false;
  document.addEventListener("input", (event) => {
    if (event.target.id === "title") named = true;
    if (event.target.id === "subject" && !named) document.getElementById("title").value = event.target.value;
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target?.id === "work") { named = false; typed.clear(); } rows(); });
  document.addEventListener("DOMContentLoaded", rows);
  if (document.readyState !== "loading") rows();
}
