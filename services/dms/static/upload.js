// Files dropped anywhere (or chosen) go up one after another, each with its progress. A page or a part of it may name
// where to: data-upload-office, data-upload-dossier on <main> or an element around the drop.
"use strict";

{
  const { said, openDialog, csrf } = window.aktenverbund;
  const words = document.getElementById("upload-words")?.dataset;
  const list = document.getElementById("upload-list");
  const zone = document.getElementById("dropzone");
  const queue = [];
  let busy = false, depth = 0;

  const target = (element) => {
    const place = element?.closest?.("[data-upload-dossier], [data-upload-office]") ?? document.querySelector("main [data-upload-dossier], main [data-upload-office]");
    return { ...(place?.dataset ?? {}) };
  };
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button"; made.className = "kern-btn kern-btn--tertiary";
    made.innerHTML = '<span class="kern-label"></span>';
    made.firstChild.textContent = label;
    made.addEventListener("click", act);
    return made;
  };
  const link = (label, href) => {
    const made = document.createElement("a");
    made.href = href; made.textContent = label;
    return made;
  };

  const add = (files, place) => {
    if (!words || !files.length) return;
    openDialog("upload");
    list.hidden = false;
    for (const file of files) {
      const row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
      row.querySelector("[data-name]").textContent = file.name;
      row.querySelector("progress").setAttribute("aria-label", file.name);
      list.prepend(row);
      queue.push({ file, row, place });
    }
    if (!busy) said(words.start);
    next();
  };

  const next = () => {
    if (busy) return;
    const job = queue.shift();
    if (!job) return;
    busy = true;
    send(job).finally(() => {
      busy = false;
      if (queue.length) return next();
      said(words.end);
      document.dispatchEvent(new CustomEvent("uploaded"));
    });
  };

  const send = ({ file, row, place, force }) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    if (force) form.append("force", "true");
    if (place.uploadOffice) form.append("office", place.uploadOffice);
    form.append("file", file, file.name);
    request.open("POST", place.uploadDossier ? `/api/v1/dossiers/${place.uploadDossier}/documents` : "/api/v1/documents");
    request.setRequestHeader("X-CSRF-Token", csrf());
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    const bar = row.querySelector("progress");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = 100 * event.loaded / event.total; });
    request.addEventListener("loadend", () => { show({ file, row, place, request }); done(); });
    request.send(form);
  });

  const show = ({ file, row, place, request }) => {
    const state = row.querySelector("[data-state]"), more = row.querySelector("[data-more]");
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* no answer, or none for programs: told below */ }
    const item = answer.items?.[0];
    row.querySelector(".kern-progress").hidden = true;
    more.replaceChildren();
    row.dataset.done = item?.id ?? "";
    if (item?.duplicate_of && !item.problem) {
      state.textContent = words.duplicate;
      more.append(link(words.open, `/documents/${item.duplicate_of}`), button(words.anyway, () => again({ file, row, place, force: true })));
    } else if (item?.id && !item.problem) {
      state.textContent = item.state === "filed" ? words.filed : words.saved;
      state.classList.add("ok");
      more.append(link(words.open, item.state === "filed" ? `/documents/${item.id}` : `/in-tray/${item.id}`));
    } else {
      const problem = item?.problem;
      state.textContent = "";
      const reason = document.createElement("span");
      reason.className = "bad";
      reason.textContent = (typeof problem === "object" ? problem?.detail : problem) ?? answer.detail ?? words.lost;
      more.append(reason);
      if (!request.status || request.status >= 500) more.append(button(words.retry, () => again({ file, row, place })));
      said(`${file.name}: ${reason.textContent}`);
    }
  };
  const again = (job) => {
    job.row.querySelector(".kern-progress").hidden = false;
    job.row.querySelector("progress").value = 0;
    job.row.querySelector("[data-state]").textContent = words.sending;
    job.row.querySelector("[data-more]").replaceChildren();
    queue.push(job);
    next();
  };

  const withFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  if (words) {
    document.addEventListener("dragenter", (event) => { if (withFiles(event)) { depth++; zone.hidden = false; } });
    document.addEventListener("dragleave", (event) => { if (withFiles(event) && --depth <= 0) { depth = 0; zone.hidden = true; } });
    document.addEventListener("dragover", (event) => { if (withFiles(event)) event.preventDefault(); });
    document.addEventListener("drop", (event) => {
      if (!withFiles(event)) return;
      event.preventDefault();
      depth = 0; zone.hidden = true;
      add([...event.dataTransfer.files], target(event.target));
    });
    document.getElementById("upload-files").addEventListener("change", (event) => {
      add([...event.target.files], target(null));
      event.target.value = "";
    });
  }
}
