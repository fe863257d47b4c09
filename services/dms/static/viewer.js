// The viewer: one page at a time. Marks and words to select are SVG over the image, in points of the page; every
// place comes from the word boxes, which are fractions of the page as displayed.
"use strict";

{
  const SVG = "http://www.w3.org/2000/svg";
  const SIZES = [50, 75, 100, 125, 150, 200, 300];
  const words = new Map(); // address -> promise of boxes
  let known = { zoom: 100, turn: 0 };

  const ask = (address) => {
    if (!words.has(address)) words.set(address, fetch(address).then((answer) => answer.ok ? answer.json() : []).catch(() => []));
    return words.get(address);
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  // The words of a text without their punctuation, to be compared one by one.
  const plain = (text) => new Set((text ?? "").toLowerCase().match(/[\p{L}\p{N}](?:[\p{L}\p{N}./-]*[\p{L}\p{N}])?/gu));
  const shape = (name, attributes, parent) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent?.append(made);
    return made;
  };

  class Viewer {
    constructor(root) {
      this.root = root;
      this.data = root.dataset;
      this.sheet = root.querySelector("[data-sheet]");
      this.desk = root.querySelector("[data-desk]");
      this.page = Number(this.data.page);
      this.pages = Number(this.data.pages);
      this.drawn = new Set(this.data.drawn.split(" ").filter(Boolean).map(Number));
      this.sizes = JSON.parse(this.data.sizes || "[]");
      this.hits = JSON.parse(this.data.hits || "{}");
      this.hit = 0;
      this.reading = "reading" in this.data;
      if (this.reading && "document" in this.data) setInterval(() => this.progress(), 3000);
      if (!this.sheet) return;
      root.addEventListener("click", (event) => this.clicked(event));
      this.desk.addEventListener("keydown", (event) => this.keyed(event));
      this.sheet.querySelector("img").addEventListener("load", () => this.loaded());
      this.look();
      this.draw();
    }
    image(width) { return `/documents/${this.data.viewer}/pages/${this.page}/image?w=${width}&v=${this.data.again}`; }

    show(page, hit = 0) {
      if (page < 1 || page > this.pages) return false;
      this.page = page; this.hit = hit;
      const [width, height] = this.sizes[page - 1], image = this.sheet.querySelector("img"), there = this.drawn.has(page);
      this.sheet.querySelectorAll("svg").forEach((old) => old.remove());
      for (const name of ["src", "srcset"]) image.removeAttribute(name);
      image.width = Math.round(width); image.height = Math.round(height);
      image.alt = fill(this.data.wordsAlt, { page });
      if (there || this.reading) { image.src = this.image(800); image.srcset = `${this.image(800)} 800w, ${this.image(1600)} 1600w`; }
      this.sheet.querySelector("[data-waiting]").textContent = fill(this.data.wordsWaiting, { page });
      this.waiting(!there);
      this.desk.setAttribute("aria-label", fill(this.data.wordsDesk, { page }));
      this.desk.scrollTop = 0;
      this.root.querySelectorAll("[data-at]").forEach((at) => { at.textContent = fill(this.data.wordsPage, { page, pages: this.pages }); });
      this.able("previous", page > 1); this.able("next", page < this.pages);
      this.root.querySelectorAll("[data-page-link]").forEach((link) => {
        const here = Number(link.dataset.pageLink) === page;
        here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
        if (here) link.scrollIntoView({ block: "nearest" });
      });
      if ("document" in this.data) {
        const address = new URL(location); address.searchParams.set("page", page);
        history.replaceState(history.state, "", address);
      }
      this.text(this.data.asText === "yes");
      this.look();
      this.draw();
      return true;
    }
    // A page that is not drawn yet is tried all the same while the document is being read.
    waiting(is) {
      this.sheet.classList.toggle("waiting", is);
      this.sheet.querySelector("[data-waiting]").hidden = !is;
    }
    loaded() {
      if (this.drawn.has(this.page)) return;
      this.drawn.add(this.page);
      this.waiting(false);
      this.draw();
    }
    able(act, can) { this.root.querySelectorAll(`[data-do=${act}]`).forEach((button) => { button.disabled = !can; }); }

    async draw() {
      const page = this.page, q = this.data.q, reasons = plain(this.data.marks);
      if (!this.drawn.has(page)) return;
      const boxes = await ask(`/api/v1/documents/${this.data.viewer}/pages/${page}/words?q=${encodeURIComponent(q)}&v=${this.data.again}`);
      if (page !== this.page) return;
      const [width, height] = this.sizes[page - 1], view = { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", preserveAspectRatio: "none" };
      this.sheet.querySelectorAll("svg").forEach((old) => old.remove());
      const marks = shape("svg", { ...view, class: "marks" }, this.sheet), layer = shape("svg", { ...view, class: "words" }, this.sheet);
      for (const box of boxes) {
        const x = box.x * width, y = box.y * height, w = box.w * width, h = box.h * height;
        if (box.hit || (reasons.size && [...plain(box.text)].some((word) => reasons.has(word)))) shape("rect", { x: x - 1.5, y: y - 1, width: w + 3, height: h + 2 }, marks);
        const text = shape("text", { x, y: y + h * 0.8, "font-size": Math.max(h, 1), textLength: Math.max(w, 1), lengthAdjust: "spacingAndGlyphs" }, layer);
        text.textContent = `${box.text} `;
      }
      this.rects = [...marks.children];
      this.point();
    }
    // The current hit: orange, in sight, and told as 'Treffer 2 von 5' over all pages.
    point() {
      const at = this.root.querySelector("[data-hit-at]");
      if (!this.data.q || !this.rects?.length) return;
      if (this.hit < 0) this.hit = this.rects.length - 1;
      this.hit = Math.min(this.hit, this.rects.length - 1);
      this.rects.forEach((rect, n) => rect.classList.toggle("on", n === this.hit));
      this.rects[this.hit].scrollIntoView({ block: "center", inline: "nearest" });
      if (!at) return;
      let before = 0, all = 0;
      for (const [page, count] of Object.entries(this.hits)) {
        const real = Number(page) === this.page ? this.rects.length : count;
        if (Number(page) < this.page) before += real;
        all += real;
      }
      at.textContent = fill(this.data.wordsHit, { hit: before + this.hit + 1, hits: Math.max(all, before + this.rects.length) });
    }
    step(by) {
      if (this.rects?.length && this.hit + by >= 0 && this.hit + by < this.rects.length) { this.hit += by; return this.point(); }
      const pages = Object.keys(this.hits).map(Number).sort((a, b) => a - b);
      const on = by > 0 ? pages.find((page) => page > this.page) ?? pages[0] : pages.findLast((page) => page < this.page) ?? pages.at(-1);
      if (on === undefined) return;
      if (on === this.page) { this.hit = by > 0 ? 0 : -1; return this.point(); }
      this.show(on, by > 0 ? 0 : -1);
    }
    // Zoom is a width; a turned page changes places of width and height, so its frame does, too.
    look() {
      const turn = known.turn % 360, frame = this.sheet.parentElement, [width, height] = this.sizes[this.page - 1] ?? [595, 842];
      const room = Math.min(this.desk.clientWidth - 26, 832) * known.zoom / 100;
      const lying = turn % 180 !== 0, across = lying ? room * Math.min(1, width / height) : room;
      for (const place of [this.sheet, frame]) place.removeAttribute("style");
      if (known.zoom === 100 && !turn) return;
      this.sheet.style.maxWidth = "none";
      this.sheet.style.width = `${across}px`;
      this.sheet.style.transform = turn ? `rotate(${turn}deg)` : "";
      frame.style.height = lying ? `${across}px` : "";
      frame.style.width = lying ? `${across * height / width}px` : "";
      this.sheet.style.marginBlock = lying ? `${(across - across * height / width) / 2}px` : "";
      this.sheet.style.marginInline = lying ? `${(across * height / width - across) / 2}px` : "";
    }
    // The page of a document that is being read: drawn anew when its first page or all of it is there.
    async progress() {
      if (document.hidden || document.querySelector("dialog[open]")) return;
      const answer = await fetch(`/api/v1/documents/${this.data.viewer}`, { headers: { "X-Background": "1" } }).catch(() => null);
      const told = answer?.ok ? await answer.json() : null;
      if (told && (!["received", "reading"].includes(told.state) || (!this.sheet && told.pages_read))) location.reload();
    }
    async text(wanted) {
      const place = this.root.querySelector("[data-text]"), page = this.page;
      this.data.asText = wanted ? "yes" : "";
      this.root.querySelectorAll("[data-do=text]").forEach((button) => button.setAttribute("aria-pressed", String(wanted)));
      place.hidden = !wanted; this.sheet.parentElement.hidden = wanted;
      if (!wanted) return;
      const answer = await fetch(`/api/v1/documents/${this.data.viewer}/content?rendition=text&page=${page}`);
      if (page === this.page) place.textContent = answer.ok ? await answer.text() : fill(this.data.wordsWaiting, { page });
    }
    clicked(event) {
      const link = event.target.closest("[data-page-link]");
      if (link) { event.preventDefault(); return this.show(Number(link.dataset.pageLink)); }
      const act = event.target.closest("[data-do]")?.dataset.do;
      if (act) this.act(act);
    }
    act(act) {
      const at = SIZES.findIndex((size) => size >= known.zoom);
      if (act === "previous") this.show(this.page - 1);
      else if (act === "next") this.show(this.page + 1);
      else if (act === "previous-hit") this.step(-1);
      else if (act === "next-hit") this.step(1);
      else if (act === "larger") { known.zoom = SIZES[Math.min(at + 1, SIZES.length - 1)]; this.look(); }
      else if (act === "smaller") { known.zoom = SIZES[Math.max(at - 1, 0)]; this.look(); }
      else if (act === "turn") { known.turn = (known.turn + 90) % 360; this.look(); }
      else if (act === "text") this.text(this.data.asText !== "yes");
    }
    keyed(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target !== this.desk) return;
      const desk = this.desk, end = desk.scrollTop + desk.clientHeight >= desk.scrollHeight - 2, wide = desk.scrollWidth > desk.clientWidth + 2;
      const turn = { ArrowRight: !wide && 1, ArrowLeft: !wide && -1, PageDown: end && 1, PageUp: desk.scrollTop <= 0 && -1 }[event.key];
      if (turn && this.show(this.page + turn)) event.preventDefault();
    }
  }

  const start = () => document.querySelectorAll("[data-viewer]").forEach((root) => { root.viewer ??= new Viewer(root); });
  addEventListener("resize", () => document.querySelectorAll("[data-viewer]").forEach((root) => root.viewer?.sheet && root.viewer.look()));
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:load", () => { known = { zoom: known.zoom, turn: 0 }; start(); });
  // The words of the chosen target's reason are marked; they may come after the page did (it was still being read).
  const reasons = () => {
    const chosen = document.querySelector("#targets input:checked"), viewer = document.getElementById("preview")?.viewer;
    const words = chosen?.dataset.because ?? "";
    if (!viewer?.sheet || viewer.data.marks === words) return;
    viewer.data.marks = words;
    viewer.draw();
  };
  document.addEventListener("htmx:afterSettle", reasons);
  document.addEventListener("change", (event) => { if (event.target.name === "to") reasons(); });
  document.addEventListener("click", (event) => {
    const unfolds = event.target.closest("[data-unfolds]");
    if (!unfolds) return;
    document.querySelector(`[aria-labelledby="${unfolds.dataset.unfolds}"]`).classList.add("unfolded");
    unfolds.parentElement.remove();
  });
  start();
}
