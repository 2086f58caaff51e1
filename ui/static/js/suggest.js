// Records proposed while one types their number or name. Without this a number is typed in full.
const WAIT = 150;

function propose(place) {
  for (const field of place.querySelectorAll("input[name=record]")) {
    let list = field.list;
    if (!list) {
      list = document.createElement("datalist");
      list.id = `${field.id}-l`;
      field.after(list);
      field.setAttribute("list", list.id);
    }
    let timer = 0;
    let asked = "";
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const text = field.value.trim();
        if (!text || text === asked) return;
        asked = text;
        const answer = await fetch(`${place.dataset.suggest}?q=${encodeURIComponent(text)}`).catch(() => null);
        if (!answer?.ok || text !== asked) return;
        const options = (await answer.json()).map((one) => {
          const option = document.createElement("option");
          option.value = one.value;
          option.label = `${one.value}  ${one.label}`;
          return option;
        });
        list.replaceChildren(...options);
      }, WAIT);
    });
  }
}

document.querySelectorAll("[data-suggest]").forEach(propose);
