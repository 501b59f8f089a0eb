// What the suggestion offers beside the unit: facts to fill in, repeats, several matters.
(() => {
  "use strict";
  const form = document.getElementById("intake");
  const by = (id) => document.getElementById(id);
  const text = by("text");
  const says = JSON.parse(form.dataset.says);
  const fit = (sentence, parts) => sentence.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
  const key = `hotline:intake:${form.dataset.draft}:rest`;
  const changed = (field) => {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // Keys: every offer with data-alt is pressed by Alt and its letter, also while writing.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
    const offered = letter ? document.querySelectorAll(`[data-alt="${letter}"]`) : [];
    const wanted = [...offered].find((one) => one.offsetParent !== null);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });

  // Facts: a press fills the field; what stands there already is not offered again.
  const fill = (chip) => {
    const field = form.elements[chip.dataset.fills];
    field.value = chip.dataset.value;
    changed(field);
  };
  const settle = () => {
    for (const chip of document.querySelectorAll("#hints [data-fills]")) {
      const done = form.elements[chip.dataset.fills].value.includes(chip.dataset.value);
      chip.classList.toggle("done", done);
      chip.setAttribute("aria-pressed", String(done));
    }
    let open = 0;
    for (const gap of document.querySelectorAll("#hints .missing > .gap, #hints .missing [data-gap]")) {
      gap.hidden = Boolean(gap.dataset.gap && form.elements[gap.dataset.gap].value.trim());
      if (gap.matches(".gap") && !gap.hidden) open += 1;
    }
    const missing = document.querySelector("#hints .missing");
    if (missing) missing.classList.toggle("none", open === 0);
  };
  form.addEventListener("input", settle);

  // Repeats: an operator links, and the dispatcher merges.
  const link = (number) => {
    by("linked").value = number;
    by("link").hidden = number === "";
    by("link-number").textContent = number;
    by("link-number").href = `/tickets/${encodeURIComponent(number)}`;
    pressed();
  };
  const pressed = () => {
    for (const one of document.querySelectorAll("[data-link]")) {
      one.setAttribute("aria-pressed", String(one.dataset.link === by("linked").value));
    }
  };

  // Several matters: the first stays here, the next opens when it is saved, with the same caller.
  const CARRIED = ["phone", "name", "channel", "address"];
  let last = 0;
  const read = () => { try { return JSON.parse(sessionStorage.getItem(key)) ?? null; } catch { return null; } };
  const write = (rest) => {
    try {
      if (rest && rest.texts.length) sessionStorage.setItem(key, JSON.stringify(rest));
      else sessionStorage.removeItem(key);
    } catch { /* without storage the text is not split */ }
  };
  const tell = () => {
    const rest = read();
    const place = by("split");
    place.hidden = rest === null;
    if (!rest) return;
    const number = rest.total - rest.texts.length;
    const coming = rest.texts[0].text;
    const short = coming.length > 24 ? `${coming.slice(0, 24)}…` : coming;
    place.replaceChildren(fit(says.piece, { n: number, total: rest.total, text: short }));
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "link";
    undo.dataset.join = "";
    undo.textContent = number === 1 ? says.unsplit : says.rejoin;
    place.append(" ", undo);
  };
  const split = () => {
    const listed = [...document.querySelectorAll(".matters [data-text]")];
    const texts = listed.map((one) => ({ text: one.dataset.text, placed: "placed" in one.dataset }));
    if (texts.length < 2) return;
    const waiting = read()?.texts ?? [];
    write({ texts: [...texts.slice(1), ...waiting], total: texts.length + waiting.length, carried: {} });
    text.value = texts[0].text;
    changed(text);
    tell();
    text.focus();
  };
  const join = () => {
    const rest = read();
    if (!rest) return;
    text.value = [text.value, ...rest.texts.map((one) => one.text)].join("\n");
    write(null);
    changed(text);
    tell();
  };
  form.addEventListener("submit", () => {
    const rest = read();
    if (!rest) return;
    rest.carried = Object.fromEntries(CARRIED.map((name) => [name, form.elements[name].value]));
    rest.carried.address ||= document.querySelector("#hints [data-fills=address]")?.dataset.value ?? "";
    rest.carried.is_confidential = form.elements.is_confidential.checked;
    write(rest);
  });
  const next = () => {
    const rest = read();
    if (!rest || !form.dataset.saved) return;
    const coming = rest.texts.shift();
    text.value = coming.text;
    // Who names no other place speaks of the same one.
    if (coming.placed) rest.carried.address = "";
    for (const name of CARRIED) {
      const field = form.elements[name];
      field.value = rest.carried[name] ?? "";
      if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    form.elements.is_confidential.checked = Boolean(rest.carried.is_confidential);
    link(form.dataset.saved);
    last = rest.total > 1 && rest.texts.length === 0 ? rest.total : 0;
    write(rest);
  };

  document.addEventListener("click", (event) => {
    const pressedOn = (selector) => event.target.closest(selector);
    const chip = pressedOn("[data-fills]");
    const repeat = pressedOn("[data-link]");
    if (chip) fill(chip);
    else if (repeat) link(by("linked").value === repeat.dataset.link ? "" : repeat.dataset.link);
    else if (pressedOn("[data-unlink]")) link("");
    else if (pressedOn("[data-split]")) split();
    else if (pressedOn("[data-join]")) join();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    settle();
    pressed();
  });

  link(by("linked").value);
  next();
  tell();
  if (last) {
    by("split").hidden = false;
    by("split").textContent = fit(says.last, { n: last });
  }
})();
