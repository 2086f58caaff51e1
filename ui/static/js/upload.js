// Files on their way in: a queue with progress, two at a time, each kept only when the server says so.
// Without this the form sends all chosen files at once.
const AT_ONCE = 2;

const size = (bytes) => {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} KB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
};

function start(form) {
  const field = form.querySelector("input[type=file]");
  const box = form.querySelector("[data-queue]");
  const list = box.querySelector(".files");
  const whole = box.querySelector("[data-all]");
  const wholeText = box.querySelector("[data-all-text]");
  const came = document.querySelector("[data-came]");
  const limit = Number(form.dataset.limit);
  const word = (name) => document.querySelector(`template[data-word="${name}"]`).content.cloneNode(true);
  const sentence = (name) => word(name).textContent;
  const items = [];

  const running = () => items.filter((one) => one.state === "sending").length;
  const unfinished = () => items.some((one) => one.state === "sending" || one.state === "waiting");

  function show(item, state, why = "") {
    item.state = state;
    item.row.querySelector("[data-state]").replaceChildren(word(state));
    const reason = item.row.querySelector("[data-why]");
    reason.textContent = why;
    reason.hidden = !why;
    const ended = !["waiting", "sending"].includes(state);
    item.row.querySelector("progress").hidden = state !== "sending";
    item.row.querySelector("[data-stop]").hidden = ended;
    item.row.querySelector("[data-again]").hidden = !item.again;
    total();
  }

  function total() {
    const all = items.filter((one) => one.state !== "stopped");
    const bytes = all.reduce((sum, one) => sum + one.file.size, 0);
    const ended = (one) => !["waiting", "sending"].includes(one.state);
    const sent = all.reduce((sum, one) => sum + (ended(one) ? one.file.size : one.sent), 0);
    whole.max = bytes || 1;
    whole.value = sent;
    wholeText.textContent = form.dataset.total
      .replace("{done}", all.filter(ended).length)
      .replace("{all}", all.length);
  }

  function add(file) {
    const row = document.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    row.querySelector("bdi").textContent = file.name;
    row.querySelector("[data-size]").textContent = size(file.size);
    const item = { file, row, state: "waiting", sent: 0, again: false, request: null };
    for (const button of row.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
    }
    row.querySelector("[data-stop]").addEventListener("click", () => {
      item.again = true;
      item.request?.abort();
      show(item, "stopped");
      next();
    });
    row.querySelector("[data-again]").addEventListener("click", () => {
      item.again = false;
      show(item, "waiting");
      begun = true;
      next();
    });
    list.append(row);
    items.push(item);
    box.hidden = false;
    if (file.size > limit) show(item, "refused", sentence("too_large"));
    else if (file.size === 0) show(item, "refused", sentence("empty"));
    else show(item, "waiting");
  }

  let begun = false;

  function next() {
    while (begun && running() < AT_ONCE) {
      const item = items.find((one) => one.state === "waiting");
      if (!item) break;
      send(item);
    }
    if (!unfinished()) begun = false;
  }

  function send(item) {
    const request = new XMLHttpRequest();
    const body = new FormData();
    for (const name of ["record", "site", "date"]) {
      const value = form.elements[name]?.value.trim();
      if (value) body.append(name, value);
    }
    if (form.elements.confirm?.checked && form.elements.record?.value.trim()) body.append("confirm", "true");
    body.append("file", item.file, item.file.name);
    item.request = request;
    item.sent = 0;
    show(item, "sending");
    const bar = item.row.querySelector("progress");
    bar.removeAttribute("value");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      item.sent = Math.min(event.loaded, item.file.size);
      bar.max = event.total;
      bar.value = event.loaded;
      total();
    });
    request.addEventListener("load", () => {
      ended(item, request);
      next();
    });
    request.addEventListener("error", () => {
      item.again = true;
      show(item, "refused", sentence("lost"));
      next();
    });
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.send(body);
  }

  function ended(item, request) {
    let answer = null;
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // no answer of ours: a proxy's, or none
    }
    if (request.status === 201 && answer?.evidence?.[0]) {
      const row = answer.evidence[0];
      const state = row.healed ? "healed" : row.duplicate_of ? "duplicate" : "stored";
      item.again = false;
      show(item, state);
      arrived(item, row, state);
      return;
    }
    item.again = true;
    const told = request.status === 401 ? sentence("signed_out") : answer?.detail || answer?.title || sentence("lost");
    show(item, "refused", told);
  }

  function arrived(item, row, state) {
    if (!came) return;
    const line = came.querySelector("template[data-arrived]").content.firstElementChild.cloneNode(true);
    const tick = line.querySelector("input");
    const name = line.querySelector("a");
    tick.value = row.id;
    tick.setAttribute("aria-label", tick.getAttribute("aria-label").replace("…", item.file.name));
    name.href = `/evidence/${row.id}`;
    name.firstElementChild.textContent = item.file.name;
    line.querySelector("[data-outcome]").replaceChildren(word(state));
    const more = [];
    if (state === "duplicate") more.push(sentence("first").replace("{name}", row.file_name));
    if (row.link) more.push(sentence(row.link.state));
    line.querySelector("[data-more]").textContent = more.join("　");
    line.querySelector("[data-size]").textContent = size(item.file.size);
    came.querySelector("tbody").append(line);
    came.hidden = false;
    if (!row.link) tick.click();
  }

  // A file field that has given its files to the queue asks for no file any more.
  field.required = false;
  field.addEventListener("change", () => {
    for (const file of field.files) add(file);
    field.value = "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!items.some((one) => one.state === "waiting")) {
      field.focus();
      return;
    }
    begun = true;
    next();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unfinished()) event.preventDefault();
  });
}

document.querySelectorAll("form[data-upload]").forEach(start);
