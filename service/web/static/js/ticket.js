// A ticket's forms: drafts that outlive reload, log-out and conflict; the reply's preview and checks.
(() => {
  "use strict";
  const PREFIX = "hotline:draft:";
  const KEPT_DAYS = 14;
  const user = document.body.dataset.user ?? "";
  const keyOf = (name) => `${PREFIX}${user}:${name}`;
  // What belongs to the form itself is not a draft: the version must be the page's own.
  const OWN = new Set(["csrf_token", "version", "seen", "back", "suggestion", "duty", "file"]);

  const fieldsOf = (form) =>
    [...form.elements].filter((one) => one.name && !OWN.has(one.name) && one.type !== "hidden" && one.type !== "file");
  const valueOf = (one) => (one.type === "checkbox" || one.type === "radio" ? (one.checked ? one.value : null) : one.value);

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const drop = (name) => { try { localStorage.removeItem(keyOf(name)); } catch { /* storage may be forbidden */ } };
  const keep = (form) => {
    if (!user || form.dataset.sent) return;
    const said = {};
    for (const one of fieldsOf(form)) {
      const value = valueOf(one);
      if (value) said[one.name] = value;
    }
    const key = keyOf(form.dataset.draft);
    try {
      if (fieldsOf(form).some((one) => one.matches("textarea, input:not([type=checkbox], [type=radio])") && one.value.trim() && one.value !== one.defaultValue))
        localStorage.setItem(key, JSON.stringify({ at: Date.now(), said }));
      else localStorage.removeItem(key);
    } catch { /* storage may be full or forbidden; the form works without it */ }
  };
  const restore = (form) => {
    if ("refused" in form.dataset) return;
    const draft = read(keyOf(form.dataset.draft));
    if (!draft) return;
    let changed = false;
    for (const one of fieldsOf(form)) {
      const value = draft.said[one.name];
      if (value === undefined) continue;
      if (one.type === "checkbox" || one.type === "radio") one.checked = one.value === value;
      else if (one.value !== value) one.value = value;
      else continue;
      changed = true;
      if (one.matches("select")) one.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (!changed) return;
    form.closest("details.action")?.setAttribute("open", "");
    tell(form, "restored");
  };
  const tell = (form, what) => {
    const place = form.querySelector("[data-kept]");
    if (place) place.textContent = place.dataset[what] ?? "";
  };

  // Old drafts of tickets long done do not pile up on a shared machine.
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && Date.now() - (read(key)?.at ?? 0) > KEPT_DAYS * 864e5) localStorage.removeItem(key);
    }
  } catch { /* storage may be forbidden */ }

  // The address says what was just done: its draft has served.
  const done = /^(\w+):(\w+)$/.exec(new URLSearchParams(location.search).get("done") ?? "");
  if (done) drop(`${done[2]}/${done[1]}`);

  const preview = (box) => {
    const place = box.form.querySelector("[data-preview]");
    if (!place) return;
    const words = box.value.trim();
    place.textContent = words || place.dataset.empty;
    place.classList.toggle("has-words", words !== "");
  };
  const ask = (box) => box.dispatchEvent(new CustomEvent("words", { bubbles: false }));

  const waiting = new Map();
  const later = (form) => {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => { keep(form); tell(form, "saved"); }, 300));
  };
  const written = (event) => {
    const form = event.target.form;
    if (!form?.dataset.draft) return;
    later(form);
    if (event.target.name !== "public_text") return;
    preview(event.target);
    // While an input method composes the words are not yet said.
    if (!event.isComposing) ask(event.target);
  };
  document.addEventListener("input", written);
  document.addEventListener("compositionend", written);
  document.addEventListener("change", (event) => {
    const picked = event.target.closest?.("[data-template]");
    if (picked) { insert(picked); return; }
    if (event.target.form?.dataset.draft) later(event.target.form);
  });
  const forms = () => document.querySelectorAll("form[data-draft]");
  window.addEventListener("pagehide", () => { for (const form of forms()) if (waiting.has(form)) keep(form); });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset?.draft) return;
    // A session may end, a network may fail: the draft stays until the server says it is done.
    clearTimeout(waiting.get(form));
    const sent = form.dataset.sent;
    delete form.dataset.sent;
    keep(form);
    if (sent) form.dataset.sent = sent;
  });

  // A template goes in where the cursor stands; nothing written is lost.
  const insert = (picked) => {
    const text = picked.selectedOptions[0]?.dataset.text;
    const box = picked.form?.elements.public_text;
    picked.value = "";
    if (!text || !box) return;
    const at = box.value.trim() === "" ? [0, box.value.length] : [box.selectionStart, box.selectionEnd];
    box.setRangeText(text, at[0], at[1], "end");
    const blank = /【[^】]*】/.exec(box.value);
    box.focus();
    if (blank) box.setSelectionRange(blank.index, blank.index + blank[0].length);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-drop-draft]");
    if (button) drop(button.dataset.dropDraft);
  });
  const dropDraft = (form) => {
    if (!form.dataset.draft) return;
    drop(form.dataset.draft);
    clearTimeout(waiting.get(form));
    waiting.delete(form);  // or leaving the page would keep it again
  };
  window.hotline = Object.assign(window.hotline ?? {}, { dropDraft });

  // A step opened by key or by its address opens what it lies in.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.action[open]")) event.target.parentElement.closest("details.more-actions")?.setAttribute("open", "");
  }, true);

  const prepare = (root) => {
    for (const form of root.querySelectorAll("form[data-draft]")) {
      restore(form);
      const box = form.elements.public_text;
      if (!box) continue;
      preview(box);
      if (box.value.trim()) ask(box);
      if (matchMedia("(max-width: 720px)").matches) form.querySelector(".preview")?.removeAttribute("open");
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    // On a phone the open tab may lie beside the screen.
    document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "pane") prepare(document.getElementById("pane") ?? document);
  });

  // Many tickets acknowledged at once: X chooses the row under the cursor, Shift+X all of them.
  const boxes = () => [...document.querySelectorAll(".pick-row input")];
  const count = () => {
    const bulk = document.querySelector(".bulk");
    if (!bulk) return;
    const chosen = boxes().filter((one) => one.checked).length;
    const all = bulk.querySelector("[data-all]");
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && chosen < boxes().length;
    bulk.querySelector("[data-count]").textContent = String(chosen);
    bulk.querySelector("button").disabled = chosen === 0;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-all]")) for (const one of boxes()) one.checked = event.target.checked;
    if (event.target.matches?.("[data-all], .pick-row input")) count();
  });
  document.addEventListener("keydown", (event) => {
    if (!window.hotline?.plain(event) || boxes().length === 0) return;
    if (event.key.toLowerCase() !== "x") return;
    event.preventDefault();
    if (event.shiftKey) { document.querySelector(".bulk [data-all]").click(); return; }
    const row = document.activeElement?.closest(".queue li") ?? document.querySelector(".queue li[aria-current]");
    row?.querySelector(".pick-row input")?.click();
  });
  document.addEventListener("DOMContentLoaded", count);
})();
