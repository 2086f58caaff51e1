// Forms: one press sends once, leaving with something typed asks first, ticked rows are counted, files can be dropped.
// Pages work without this.

// ---- one press; and nothing typed is lost by a wrong click
const typed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) typed.add(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  typed.delete(form);
});

window.addEventListener("beforeunload", (event) => {
  if (typed.size) event.preventDefault();
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// ---- rows to tick: all at once, a range with Shift, how many are
function ticks(form) {
  const boxes = () => [...form.querySelectorAll(":is(tbody, ol) .tick input")];
  const told = form.querySelector(".bulk-n");
  const plain = told?.textContent;
  const all = document.createElement("input");
  let last = null;
  const count = () => {
    const some = boxes().filter((box) => box.checked).length;
    all.checked = some > 0 && some === boxes().length;
    all.indeterminate = some > 0 && !all.checked;
    if (told) told.textContent = some ? told.dataset.count.replace("#", some) : plain;
  };
  all.type = "checkbox";
  all.ariaLabel = told?.textContent ?? "";
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    count();
  });
  form.querySelector("thead .tick, .tick-all")?.append(all);
  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches?.(":is(tbody, ol) .tick input")) return;
    const list = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
      for (const one of list.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    count();
  });
  count();
}

document.querySelectorAll("form[data-ticks]").forEach(ticks);

// ---- a field that files can be dropped on
function drop(place) {
  const field = place.querySelector("input[type=file]");
  if (!field) return;
  for (const kind of ["dragenter", "dragover"]) {
    place.addEventListener(kind, (event) => {
      event.preventDefault();
      place.classList.add("is-over");
    });
  }
  for (const kind of ["dragleave", "drop"]) place.addEventListener(kind, () => place.classList.remove("is-over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

document.querySelectorAll("[data-drop]").forEach(drop);
