// A form beside a list: when it is refused the list, the ticket and every word stay; each field that
// is wrong gets its sentence, and a conflict is settled here.
(() => {
  "use strict";
  const ours = (form) => form.elements?.version && form.closest("#pane") && !form.matches("[hx-post]");

  // The answer stands above the first field, under what only informs.
  const place = (form) => {
    const there = form.querySelector(":scope > .refusal");
    if (there) return there;
    const made = document.createElement("div");
    made.className = "refusal";
    made.tabIndex = -1;
    form.insertBefore(made, form.querySelector(":scope > :not(input[type=hidden], h3, #panel)"));
    return made;
  };
  const clear = (form) => {
    place(form).replaceChildren();
    for (const one of form.querySelectorAll(".wrong[data-wrong]")) one.remove();
    for (const one of form.querySelectorAll("[data-was-wrong]")) {
      for (const name of ["aria-invalid", "aria-describedby", "data-was-wrong"]) one.removeAttribute(name);
    }
  };
  const field = (form, name) => {
    const found = form.elements.namedItem(name);
    return found instanceof RadioNodeList ? found[0] : found;
  };
  const tell = (form, sentence) => {
    const about = field(form, sentence.dataset.wrong);
    sentence.hidden = false;
    if (!about || about.type === "hidden") return null;
    const around = about.closest(".field, fieldset");
    if (around) around.hidden = false;
    (around ?? about.parentElement).append(sentence);
    const shown = about.matches("[data-combo-ready]") ? about.nextElementSibling.querySelector("input") : about;
    sentence.id = `wrong-${form.action.split("/").pop()}-${sentence.dataset.wrong}`;
    shown.setAttribute("aria-invalid", "true");
    shown.setAttribute("aria-describedby", sentence.id);
    shown.dataset.wasWrong = "";
    return shown;
  };
  const follows = (one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1);
  const point = (form) => {
    for (let one = form.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    const wrong = [...place(form).querySelectorAll("[data-wrong]")].map((one) => tell(form, one)).filter(Boolean);
    // A conflict is read before it is settled: no button has the focus that Enter would press.
    const first = wrong.sort(follows)[0] ?? place(form);
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !ours(form)) return;
    event.preventDefault();
    clear(form);
    htmx.ajax("POST", form.getAttribute("action"), { source: form, target: place(form), swap: "innerHTML" });
  });
  const asked = (event) => {
    const form = event.detail.requestConfig?.elt;
    return form instanceof HTMLFormElement && ours(form) ? form : null;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    // What a server in between answers, and what is no refusal, is told at the foot of the page.
    if (!asked(event) || xhr.status < 400 || xhr.status === 401 || xhr.status >= 500 || !xhr.getResponseHeader("X-Request-Id")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = asked(event);
    // It may be sent again, unless it was taken: then the next page is on its way.
    if (form && event.detail.xhr.status !== 204) delete form.dataset.sent;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.matches?.("#pane .refusal")) point(event.detail.target.closest("form"));
  });

  document.addEventListener("click", (event) => {
    const form = event.target.closest?.(".refusal")?.closest("form");
    if (!form) return;
    const mine = event.target.closest("[data-version]");
    if (mine) {
      form.elements.version.value = mine.dataset.version;
      if (form.elements.seen) form.elements.seen.value = mine.dataset.seen;
    } else if (event.target.closest("[data-theirs]")) {
      window.hotline.dropDraft?.(form);
      const here = new URL(location.href);
      here.searchParams.delete("done");
      location.assign(here);
    }
  });
})();
