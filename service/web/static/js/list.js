// A table of tickets by keys: J and K move, Enter follows the link that has the focus, N and P turn.
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll("[data-rows] tbody tr td:first-child a")];

  const step = (by) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    const to = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    to?.focus();
    to?.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (!window.hotline.plain(event)) return;
    const key = event.key.toLowerCase();
    const way = { n: "[data-next]", p: "[data-first]" }[key];
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (way && document.querySelector(way)) document.querySelector(way).click();
    else return;
    event.preventDefault();
  });

  // Fields that say nothing do not stand in the address.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".asking")) return;
    for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
    setTimeout(() => { for (const field of event.target.elements) field.disabled = false; });
  });
})();
