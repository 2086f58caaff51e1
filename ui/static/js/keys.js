// Keys for people who sit here all day: `/` to the search box, `?` help, j and k along a list, x ticks, arrows in a tree.
// Pages work without this.
document.documentElement.classList.add("js");

const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

// ---- lists: the row that is at hand carries is-at; its link has the focus
const rows = () => [...document.querySelectorAll("[data-walk] > tbody > tr, .queue > li")].filter((row) => row.querySelector("a[href]"));

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const here = all.findIndex((row) => row.contains(document.activeElement) || row.classList.contains("is-at"));
  const next = all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + by))];
  for (const row of all) row.classList.toggle("is-at", row === next);
  next.querySelector("a[href]").focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function tick() {
  const box = document.querySelector(".is-at input[type=checkbox]");
  if (box) box.click();
  return Boolean(box);
}

const keys = {
  "/": () => {
    const box = document.querySelector("[data-key='/']");
    if (box) box.select();
    return Boolean(box);
  },
  "?": () => {
    const help = document.querySelector(".bar-tools a[href='/help']");
    if (help) help.click();
    return Boolean(help);
  },
  j: () => step(1),
  k: () => step(-1),
  x: tick,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (keys[event.key]?.()) event.preventDefault();
});

// ---- trees: one stop in the tab order, arrows from row to row (ARIA Authoring Practices, tree view)
function plant(tree) {
  const items = () => [...tree.querySelectorAll("[role=treeitem]")].filter((one) => one.offsetParent !== null);
  const hold = (item) => {
    for (const one of tree.querySelectorAll("[role=treeitem]")) one.tabIndex = one === item ? 0 : -1;
    item.focus();
  };
  const first = items()[0];
  if (!first) return;
  for (const one of tree.querySelectorAll("[role=treeitem]")) one.tabIndex = one === first ? 0 : -1;
  tree.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    const level = (item) => Number(item.getAttribute("aria-level"));
    const folder = all[at].closest("details");
    let to = null;
    if (event.key === "ArrowDown") to = all[at + 1];
    else if (event.key === "ArrowUp") to = all[at - 1];
    else if (event.key === "Home") to = all[0];
    else if (event.key === "End") to = all[all.length - 1];
    else if (event.key === "ArrowRight") {
      if (all[at].tagName === "SUMMARY" && !folder.open) folder.open = true;
      else if (all[at + 1] && level(all[at + 1]) > level(all[at])) to = all[at + 1];
    } else if (event.key === "ArrowLeft") {
      if (all[at].tagName === "SUMMARY" && folder.open) folder.open = false;
      else to = all.slice(0, at).reverse().find((one) => level(one) < level(all[at]));
    } else return;
    event.preventDefault();
    if (to) hold(to);
  });
  tree.addEventListener("focusin", (event) => {
    if (event.target.matches("[role=treeitem]")) hold(event.target);
  });
}

document.querySelectorAll("[role=tree]").forEach(plant);
