// Intake: when to ask for a suggestion, what to fill in, what to keep, which keys save.
(() => {
  "use strict";
  const form = document.getElementById("intake");
  const text = document.getElementById("text");
  const key = `hotline:intake:${form.dataset.draft}`;
  // The caller's identity stays in this tab only; the rest survives a closed browser.
  const PRIVATE = ["phone", "name"];
  const KEPT = ["text", "address", "channel", "kind", "category", "urgency", "area", "unit", "override_reason", "public_text", "occurred", "linked"];
  const filledIn = new Set(["kind", "category", "area"]);

  const ask = () => text.dispatchEvent(new CustomEvent("words", { bubbles: false }));
  const words = (event) => { if (!event.isComposing) ask(); };
  for (const id of ["text", "address"]) {
    const field = document.getElementById(id);
    field.addEventListener("input", words);
    field.addEventListener("compositionend", ask);
  }
  const facts = document.getElementById("facts");
  form.addEventListener("change", (event) => {
    if (["kind", "category", "urgency"].includes(event.target.name)) {
      facts.dispatchEvent(new CustomEvent("terms", { bubbles: false }));
    }
    // What a person touched is not filled in again.
    if (event.isTrusted || event.detail?.byPerson) filledIn.delete(event.target.name);
    if (event.target.name === "area" && event.detail?.byPerson) ask();
    // What is missing depends on what sort of matter it is.
    if (["kind", "category"].includes(event.target.name) && !filledIn.has(event.target.name)) ask();
  });

  document.addEventListener("htmx:configRequest", (event) => {
    // What was only recognised must not pin itself.
    if (event.detail.path !== "/intake/suggestion") return;
    for (const name of filledIn) event.detail.parameters.set(name, "");
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const shown = document.querySelector(".panel[data-suggestion]");
    if (event.detail.target.id !== "panel" || !shown) return;
    for (const name of filledIn) {
      const field = form.elements[name];
      const value = shown.dataset[name];
      if (field.value === value || (name === "kind" && !value)) continue;
      field.value = value;
      if (field.value !== value) field.value = "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  const read = (store) => { try { return JSON.parse(store.getItem(key)) ?? {}; } catch { return {}; } };
  const write = (store, names) => {
    const found = {};
    for (const name of names) if (form.elements[name]?.value) found[name] = form.elements[name].value;
    if (found.text || found.phone || found.name) store.setItem(key, JSON.stringify(found));
    else store.removeItem(key);
  };
  const keep = () => {
    try {
      write(localStorage, KEPT);
      write(sessionStorage, PRIVATE);
    } catch { /* storage may be full or forbidden; the form works without it */ }
  };
  const forget = () => { localStorage.removeItem(key); sessionStorage.removeItem(key); };
  const restore = () => {
    const draft = { ...read(localStorage), ...read(sessionStorage) };
    if (!draft.text && !draft.phone) return;
    for (const [name, value] of Object.entries(draft)) {
      const field = form.elements[name];
      if (!field) continue;
      field.value = value;
      if (name === "unit" && value) document.dispatchEvent(new Event("choice:touched"));
      if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    document.getElementById("kept").textContent = "已恢复上次未保存的草稿";
  };

  if (form.dataset.saved) {
    forget();
    history.replaceState(null, "", "/intake");
  } else if (!("refused" in form.dataset)) {
    restore();
  } else if (text.value.trim()) {
    filledIn.clear();
    document.dispatchEvent(new Event("choice:touched"));
  }
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 300); });
  form.addEventListener("change", () => { clearTimeout(waiting); waiting = setTimeout(keep, 300); });
  window.addEventListener("pagehide", keep);
  form.addEventListener("submit", () => clearTimeout(waiting));

  const lacksReason = () => {
    const why = document.getElementById("override-reason");
    return !why.closest("#override").hidden && why.value === "" ? why : null;
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const why = lacksReason();
      if (why) {
        why.focus();
        document.getElementById("kept").textContent = "请选择改派原因";
        return;
      }
      form.requestSubmit(form.querySelector('button[value="dispatch"]'));
    } else if (event.key === "Escape") {
      keep();
      document.getElementById("kept").textContent = "草稿已保留在本机";
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();  // Enter in a field saves nothing by accident
    }
  });
  // After a refusal the hands are at the field that was refused.
  const wrong = form.querySelector(".wrong")?.closest(".field")?.querySelector("select:not([hidden]), input, textarea");
  (wrong ?? text).focus();
  text.setSelectionRange(text.value.length, text.value.length);
  document.addEventListener("DOMContentLoaded", () => { if (text.value.trim()) ask(); });
})();
