// Intake: what is typed outlives a reload, a crash, the end of a session and a refused save.
(() => {
  "use strict";
  const form = document.getElementById("intake");
  const says = JSON.parse(form.dataset.says);
  // One person's draft is never another's: the key holds who writes.
  const key = `hotline:intake:${form.dataset.draft}`;
  const KEPT = [
    "text", "address", "channel", "kind", "category", "urgency", "area", "unit", "override_reason",
    "public_text", "occurred", "linked", "once",
  ];
  const CHECKED = ["is_confidential", "is_anonymous", "is_proxy"];
  // Who calls stays in this tab only; the rest survives a closed browser.
  const PRIVATE = ["phone", "name", "relation"];
  const kept = document.getElementById("kept");
  let waiting = 0;

  const read = (store) => { try { return JSON.parse(store.getItem(key)) ?? {}; } catch { return {}; } };
  const isWorth = (draft) => Boolean(draft.text || draft.phone || draft.name);
  const write = (store, names) => {
    const draft = {};
    for (const name of names) if (form.elements[name]?.value) draft[name] = form.elements[name].value;
    for (const name of CHECKED) if (form.elements[name].checked) draft[name] = true;
    if (isWorth(draft)) store.setItem(key, JSON.stringify(draft));
    else store.removeItem(key);
  };
  const keep = () => {
    clearTimeout(waiting);
    try {
      write(localStorage, KEPT);
      write(sessionStorage, [...KEPT, ...PRIVATE]);
    } catch { /* storage may be full or forbidden; the form works without it */ }
  };
  const forget = () => {
    clearTimeout(waiting);
    try { localStorage.removeItem(key); sessionStorage.removeItem(key); } catch { /* as above */ }
  };
  const restore = () => {
    // This tab's own draft comes first: another tab may be at another call.
    const own = read(sessionStorage);
    const draft = isWorth(own) ? own : read(localStorage);
    if (!isWorth(draft)) return;
    for (const [name, value] of Object.entries(draft)) {
      const field = form.elements[name];
      if (!field) continue;
      if (value === true) field.checked = true;
      else field.value = value;
      if (name === "unit" && value) document.dispatchEvent(new Event("choice:touched"));
      if (field instanceof HTMLSelectElement) field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const away = document.createElement("button");
    away.type = "button";
    away.className = "link";
    away.textContent = says.discard;
    away.addEventListener("click", () => {
      window.removeEventListener("pagehide", keep);
      forget();
      location.reload();
    });
    kept.replaceChildren(`${says.restored} `, away);
    // The earlier tickets of a caller are asked for again.
    if (draft.phone) document.addEventListener("DOMContentLoaded", () => form.elements.phone.dispatchEvent(new Event("change")));
  };

  if (form.dataset.saved) {
    forget();
    history.replaceState(null, "", "/intake");
  } else if (!("refused" in form.dataset)) {
    restore();
  }
  const later = () => { clearTimeout(waiting); waiting = setTimeout(keep, 300); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
  window.hotline = Object.assign(window.hotline ?? {}, { keepDraft: keep });
})();
