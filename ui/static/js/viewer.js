// A page picture: larger, smaller, turned (for looking only), pages by key. Pages work without this.
const SIZES = [100, 150, 200, 300];

function view(figure) {
  const inner = figure.querySelector(".sheet-in");
  const bar = figure.querySelector(".viewer-bar");
  const picture = inner?.querySelector("img");
  if (!inner) return;
  let at = 0;
  let turned = 0;
  const draw = () => {
    inner.style.width = `${SIZES[at]}%`;
    inner.style.transform = turned ? `rotate(${turned}deg)` : "";
    // A page on its side is as wide as it was high: it is made smaller so that it stays in the frame.
    const ratio = picture.offsetWidth / picture.offsetHeight || 1;
    if (turned % 180) inner.style.transform += ` scale(${Math.min(1, ratio)})`;
  };
  const acts = {
    "+": () => { at = Math.min(at + 1, SIZES.length - 1); },
    "-": () => { at = Math.max(at - 1, 0); },
    r: () => { turned = (turned + 90) % 360; },
  };
  const tools = document.createElement("span");
  tools.className = "tools";
  for (const [key, icon, name] of [["-", "minus", "smaller"], ["+", "plus", "larger"], ["r", "turn", "turn"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-i";
    button.ariaLabel = figure.dataset[name];
    button.title = `${figure.dataset[name]} (${key})`;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `#i-${icon}`);
    svg.append(use);
    button.append(svg);
    button.addEventListener("click", () => {
      acts[key]();
      draw();
    });
    tools.append(button);
  }
  bar.insertBefore(tools, bar.querySelector(".end"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    if (event.key === "[" || event.key === "]") bar.querySelector(event.key === "[" ? "[rel=prev]" : "[rel=next]")?.click();
    else if (acts[event.key]) {
      acts[event.key]();
      draw();
    } else return;
    event.preventDefault();
  });
  picture.addEventListener("error", () => {
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = figure.dataset.failed;
    inner.replaceChildren(note);
  });
}

document.querySelectorAll("[data-viewer]").forEach(view);
