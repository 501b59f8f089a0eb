// A select with data-combo becomes a search box; the select keeps the value and stays in the form.
// data-search holds other names, pinyin and initials, with spaces between; data-slash is passed on.
// data-list names a long list that a script of its own brings once: it calls hotline.offer.
(() => {
  "use strict";
  const LIMIT = 60;

  // How well an option fits one word, the less the better: whole, from its beginning, inside.
  const fit = (option, word) => {
    const names = [option.label, ...(option.dataset.search ?? "").split(" "), option.value].map((one) => one.toLowerCase());
    if (names.includes(word)) return 0;
    if (names.some((one) => one.startsWith(word))) return 1;
    return names.some((one) => one.includes(word)) ? 2 : Infinity;
  };
  const ranked = (options, words) =>
    options
      .filter((option) => option.value)
      .map((option) => ({ option, rank: words.reduce((sum, word) => sum + fit(option, word), 0) }))
      .filter((one) => one.rank < Infinity)
      .sort((one, other) => one.rank - other.rank)
      .slice(0, LIMIT)
      .map((one) => one.option);

  const lists = {};
  const fill = (select) => {
    const list = lists[select.dataset.list];
    if (!list || "comboFilled" in select.dataset) return;
    select.dataset.comboFilled = "";
    const [none, chosen] = select.options;
    const options = list.map(([value, label, search]) => {
      const isChosen = value === chosen?.value;
      const option = new Option(label, value, isChosen, isChosen);
      option.dataset.search = search;
      return option;
    });
    // What was chosen once may have left the list since.
    const gone = chosen && !list.some(([value]) => value === chosen.value) ? [chosen] : [];
    select.replaceChildren(none, ...gone, ...options);
  };

  // Before a word is typed, the units that the suggestion names come first.
  const near = (select) => {
    if (select.id !== "unit") return [...select.options];
    const named = [...document.querySelectorAll(".candidate[data-unit]")].map((one) => one.dataset.unit);
    const place = (option) => { const at = named.indexOf(option.value); return at < 0 ? named.length : at; };
    return [...select.options].sort((one, other) => place(one) - place(other));
  };

  const enhance = (select) => {
    select.dataset.comboReady = "1";
    const box = document.createElement("div");
    const input = document.createElement("input");
    const list = document.createElement("ul");
    box.className = "combo";
    list.className = "combo-list";
    list.id = `combo-${Math.random().toString(36).slice(2)}`;
    list.hidden = true;
    list.tabIndex = -1;  // a list that scrolls would be a stop of the Tab key
    list.setAttribute("role", "listbox");
    Object.entries({
      type: "text", role: "combobox", autocomplete: "off", placeholder: select.dataset.combo,
      "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list",
    }).forEach(([name, value]) => input.setAttribute(name, value));
    const label = select.closest("label")?.querySelector("span")?.textContent ?? select.getAttribute("aria-label");
    if (label) input.setAttribute("aria-label", label);
    if ("slash" in select.dataset) { delete select.dataset.slash; input.dataset.slash = ""; }
    select.hidden = true;
    select.after(box);
    box.append(input, list);
    let shown = [];
    let at = -1;

    const settle = () => {
      const option = select.selectedOptions[0];
      input.value = option && option.value ? option.label : "";
    };
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); at = -1; };
    const point = (to) => {
      at = to;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
      list.children[at]?.scrollIntoView({ block: "nearest" });
      if (list.children[at]) input.setAttribute("aria-activedescendant", list.children[at].id);
    };
    const take = (option) => {
      if (select.value !== option.value) {
        select.value = option.value;
        select.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: { byPerson: true } }));
      }
      settle();
      close();
    };
    const open = (query) => {
      const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
      shown = ranked(words.length ? [...select.options] : near(select), words);
      list.replaceChildren(...shown.map((option, n) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${n}`;
        item.setAttribute("role", "option");
        item.textContent = option.label;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
        return item;
      }));
      if (!shown.length) {
        const none = document.createElement("li");
        none.className = "none";
        none.textContent = select.dataset.none;
        list.append(none);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      point(words.length && shown.length ? 0 : -1);
    };

    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => open(""));
    input.addEventListener("input", (event) => { event.stopPropagation(); open(input.value); });
    input.addEventListener("blur", () => {
      if (input.value.trim() === "" && select.value) take(select.options[0]);
      settle();
      close();
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) { open(""); return; }
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (shown.length) point((at + step + shown.length) % shown.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (!list.hidden && shown[at]) take(shown[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        settle();
        close();
      }
    });
    select.addEventListener("change", settle);
    settle();
  };

  const scan = (root) => {
    root.querySelectorAll("select[data-list]:not([data-combo-filled])").forEach(fill);
    root.querySelectorAll("select[data-combo]:not([data-combo-ready])").forEach(enhance);
  };
  // The scripts that follow choose in the boxes: they must find them filled.
  const offer = (found) => { Object.assign(lists, found); scan(document); };
  window.hotline = Object.assign(window.hotline ?? {}, { offer });
  document.addEventListener("htmx:afterSwap", () => scan(document));
  document.addEventListener("DOMContentLoaded", () => scan(document));
  document.addEventListener("htmx:load", (event) => scan(event.detail.elt));
})();
