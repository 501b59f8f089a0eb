// Intake: when to ask for a suggestion, what to fill in, what is underlined, which keys save.
(() => {
  "use strict";
  const form = document.getElementById("intake");
  const by = (id) => document.getElementById(id);
  const text = by("text");
  const says = JSON.parse(form.dataset.says);
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const tell = (sentence) => { by("kept").textContent = sentence; };

  // Asking: after a pause, never while an input method composes.
  const filledIn = new Set(["kind", "category", "area"]);
  const ask = () => text.dispatchEvent(new CustomEvent("words", { bubbles: false }));
  for (const id of ["text", "address"]) {
    by(id).addEventListener("input", (event) => { if (!event.isComposing) ask(); });
    by(id).addEventListener("compositionend", ask);
  }
  form.addEventListener("change", (event) => {
    if (["kind", "category", "urgency"].includes(event.target.name)) {
      by("facts").dispatchEvent(new CustomEvent("terms", { bubbles: false }));
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
  const fillIn = () => {
    const shown = document.querySelector(".panel[data-suggestion]");
    for (const name of shown ? filledIn : []) {
      const field = form.elements[name];
      const value = shown.dataset[name];
      if (field.value === value || (name === "kind" && !value)) continue;
      field.value = value;
      if (field.value !== value) field.value = "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  // Underlining: the panel brings the words with their marks; what was typed since moves them.
  const alike = (one, other, limit) => {
    let at = 0;
    while (at < limit && one(at) === other(at)) at += 1;
    return at;
  };
  const underline = () => {
    const said = document.querySelector("#panel .said");
    const now = text.value;
    const was = said?.textContent ?? "";
    const short = Math.min(was.length, now.length);
    const head = alike((n) => was[n], (n) => now[n], short);
    const tail = alike((n) => was[was.length - 1 - n], (n) => now[now.length - 1 - n], short - head);
    const shift = now.length - was.length;
    const place = new DocumentFragment();
    let from = 0;
    let done = 0;
    for (const node of said?.childNodes ?? []) {
      const start = from;
      from += node.textContent.length;
      const isTail = start >= was.length - tail;
      if (node.nodeName !== "MARK" || (from > head && !isTail)) continue;
      const moved = isTail ? shift : 0;
      place.append(now.slice(done, start + moved));
      const mark = document.createElement("mark");
      mark.className = node.className;
      mark.textContent = now.slice(start + moved, from + moved);
      place.append(mark);
      done = from + moved;
    }
    place.append(`${now.slice(done)}\n`);
    by("marks").replaceChildren(place);
    by("marks").scrollTop = text.scrollTop;
  };
  text.addEventListener("input", underline);
  text.addEventListener("scroll", () => { by("marks").scrollTop = text.scrollTop; });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    fillIn();
    underline();
  });

  // Saving: the page stays until the server has said yes; nothing typed can be lost on the way.
  const refused = (sentence) => {
    const notice = document.createElement("p");
    notice.className = "notice late";
    notice.setAttribute("role", "alert");
    notice.textContent = sentence;
    by("refused").replaceChildren(notice);
    tell("");
  };
  form.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.requestConfig.elt === form) tell(says.saving); });
  form.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.elt !== form || xhr.status < 400) return;
    // The session has ended: one logs in on the page, and what was saved is sent then.
    if (xhr.status === 401) { tell(""); return; }
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    // A server in between may answer with a page of its own.
    if (!xhr.getResponseHeader("X-Request-Id")) {
      event.detail.shouldSwap = false;
      refused(says.unreachable);
    }
    tell("");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(name, (event) => {
      if (event.detail.requestConfig.elt !== form) return;
      event.stopPropagation();
      refused(says.unreachable);
    });
  }
  const pointOut = () => {
    let first = null;
    for (const place of form.querySelectorAll(".wrong")) {
      const field = place.closest(".field, fieldset")?.querySelector("select:not([hidden]), input, textarea") ?? form.elements[place.id.replace("wrong-", "")];
      if (!(field instanceof HTMLElement)) continue;
      const isWrong = place.textContent.trim() !== "";
      field.toggleAttribute("aria-invalid", isWrong);
      if (isWrong) {
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", place.id);
        const folded = field.closest("details");
        if (folded) folded.open = true;
        first ??= field;
      }
    }
    return first;
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "refused") (pointOut() ?? text).focus();
  });

  const lacksReason = () => {
    const why = by("override");
    return why.hidden || why.querySelector("input:checked") ? null : why.querySelector("input");
  };
  document.addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const why = lacksReason();
      if (why) {
        why.focus();
        tell(says.reason);
      } else if (!event.repeat) {
        by("save").click();
      }
    } else if (digit && event.target.closest("#override") && !event.ctrlKey && !event.altKey) {
      const chosen = by("override").querySelectorAll("input")[digit - 1];
      if (!chosen) return;
      event.preventDefault();
      chosen.focus();
      chosen.click();
      tell("");
    } else if (event.key === "Escape") {
      event.preventDefault();
      window.hotline.keepDraft();
      tell(says.kept);
      // Out of the fields single keys act; the second press leads back.
      if (event.target.closest("input, textarea, select, button")) event.target.blur();
      else text.focus();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();  // Enter in a field saves nothing by accident
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-search-units]")) document.querySelector("main [data-slash]:not(select)")?.focus();
  });

  // Here the key / leads to the units: the search of tickets must not claim it.
  for (const find of document.querySelectorAll(".top .find input")) find.placeholder = find.placeholder.replace(/\s*\/$/, "");

  if ("refused" in form.dataset && text.value.trim()) {
    filledIn.clear();
    document.dispatchEvent(new Event("choice:touched"));
  }
  // After a refusal the hands are at the field that was refused.
  (pointOut() ?? text).focus();
  text.setSelectionRange(text.value.length, text.value.length);
  for (const name of ["DOMContentLoaded", "session:renewed"]) {
    document.addEventListener(name, () => { if (text.value.trim()) ask(); });
  }
})();
