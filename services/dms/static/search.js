// The hit whose preview is shown is the current one.
"use strict";

document.addEventListener("focusin", (event) => {
  const hit = event.target.closest?.("a[data-previews]");
  if (!hit) return;
  document.querySelectorAll("a[data-previews][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  hit.setAttribute("aria-current", "true");
});
