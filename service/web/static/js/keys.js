// Keys: who may act on a plain key, "/" to the search, "?" to the list of keys.
(() => {
  "use strict";
  const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

  // True when a plain letter, digit or sign may act: nothing is being written, nobody composes,
  // no dialog is open, and no one has taken the key already.
  const plain = (event) =>
    !event.defaultPrevented && !event.isComposing && event.keyCode !== 229
    && !event.ctrlKey && !event.metaKey && !event.altKey
    && !event.target.closest?.(FIELDS)
    && document.querySelector("dialog[open]") === null;

  window.hotline = Object.assign(window.hotline ?? {}, { plain });

  const show = (id) => {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (!plain(event)) return;
    if (event.key === "?") {
      event.preventDefault();
      show("keys");
    } else if (event.key === "/") {
      const field = document.querySelector('main [data-slash], main [data-key="/"]') ?? document.querySelector(".top .find input");
      if (!field || field.offsetParent === null) return;
      event.preventDefault();
      field.focus();
      field.select?.();
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-show]");
    if (opener) show(opener.dataset.show);
    // A press beside a dialog closes it; its own inside is another element.
    else if (event.target.matches?.("dialog.key-list")) event.target.close();
  });

  // Menus close when something else is pressed, on Escape, and when the focus leaves them.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target) || event.target.closest("[data-show]")) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.preventDefault();
    }
  });
})();
